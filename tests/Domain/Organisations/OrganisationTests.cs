using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Organisations.OrganisationCommand;

namespace EventSourcedCrm.Domain.Tests.Organisations;

public sealed class OrganisationTests : DeciderSpec<Organisation, OrganisationCommand, OrganisationFact>
{
    private static readonly OrganisationFact Established = new OrganisationEstablished("Acme", "Etc/UTC", "EUR");

    [Fact]
    public void Every_command_has_its_answer_before_the_organisation_is_established_and_after() => Table(
        """
        Establish | organisation-established | !organisation-already-established
        Rename | !no-organisation | organisation-renamed
        ChangeZone | !no-organisation | organisation-zone-changed
        """,
        [[], [Established]],
        new Establish("Acme Ltd", "Europe/Rome", "EUR"), new Rename("Acme Ltd"), new ChangeZone("Europe/Rome"));

    [Fact]
    public void Establishing_or_changing_to_what_is_so_changes_nothing()
    {
        Given(Established).When(new Establish("Acme", "Etc/UTC", "EUR")).ThenNothing();
        Given(Established).When(new Rename("Acme")).ThenNothing();
        Given(Established).When(new ChangeZone("Etc/UTC")).ThenNothing();
    }

    [Fact]
    public void The_currency_is_for_good() =>
        Given(Established).When(new Establish("Acme", "Etc/UTC", "USD")).ThenRefused("organisation-already-established");

    [Fact]
    public void A_zone_is_one_of_the_IANA_zones()
    {
        Given().When(new Establish("Acme", "Europe/Atlantis", "EUR")).ThenRefused("no-such-zone");
        Given(Established).When(new ChangeZone("")).ThenRefused("no-such-zone");
    }

    [Theory]
    [InlineData("eur")]
    [InlineData("EURO")]
    [InlineData("")]
    [InlineData("€€€")]
    public void A_currency_is_three_capital_letters(string currency) =>
        Given().When(new Establish("Acme", "Etc/UTC", currency)).ThenRefused("no-such-currency");
}

public sealed class OrganisationProperties : DeciderProperties<Organisation, OrganisationCommand, OrganisationFact>
{
    protected override IReadOnlyList<OrganisationCommand> Samples { get; } =
    [
        new Establish("Acme", "Etc/UTC", "EUR"),
        new Establish("Acme", "Etc/UTC", "euro"),
        new Rename("Acme Ltd"),
        new ChangeZone("Europe/Rome"),
        new ChangeZone("Europe/Atlantis"),
    ];
}
