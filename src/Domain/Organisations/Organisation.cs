using EventSourcedCrm.Domain.Shared;
using NodaTime;
using static EventSourcedCrm.Domain.Organisations.OrganisationCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Organisations;

/// <summary>Decides what may happen to the record of the organisation itself, of which there is one.</summary>
public abstract record Organisation : IDecider<Organisation, OrganisationCommand, OrganisationFact>
{
    private Organisation() { }

    private sealed record Unknown : Organisation;

    private sealed record Established(string Name, string Zone, string Currency) : Organisation;

    public static string Category => "organisation";

    public static Organisation Initial { get; } = new Unknown();

    public static Decision<OrganisationFact> Decide(OrganisationCommand command, Organisation organisation) => (command, organisation) switch
    {
        (Establish c, _) when !IsZone(c.Zone) => NoSuchZone,
        (ChangeZone c, _) when !IsZone(c.Zone) => NoSuchZone,
        (Establish c, _) when !IsCurrency(c.Currency) => Refuse("no-such-currency", "A currency is three capital letters, as in EUR."),

        (Establish c, Unknown) => [new OrganisationEstablished(c.Name, c.Zone, c.Currency)],
        (Establish c, Established o) when o == new Established(c.Name, c.Zone, c.Currency) => [],
        (Rename c, Established o) => c.Name == o.Name ? [] : [new OrganisationRenamed(c.Name)],
        (ChangeZone c, Established o) => c.Zone == o.Zone ? [] : [new OrganisationZoneChanged(c.Zone)],
        (_, Unknown) => Refuse("no-organisation", "The organisation has not been established yet."),
        _ => Refuse("organisation-already-established", "The organisation has already been established, with its currency for good."),
    };

    public static Organisation Evolve(Organisation organisation, OrganisationFact fact) => (fact, organisation) switch
    {
        (OrganisationEstablished f, _) => new Established(f.Name, f.Zone, f.Currency),
        (OrganisationRenamed f, Established o) => o with { Name = f.Name },
        (OrganisationZoneChanged f, Established o) => o with { Zone = f.Zone },
        _ => organisation,
    };

    private static readonly Refusal NoSuchZone = Refuse("no-such-zone", "There is no such time zone. Name one as in Europe/Rome.");

    private static bool IsZone(string zone) => DateTimeZoneProviders.Tzdb.Ids.Contains(zone);

    private static bool IsCurrency(string currency) => currency.Length == 3 && currency.All(char.IsAsciiLetterUpper);
}
