using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Imports;

public sealed class CdnowFileTests : ImportRig
{
    private const string Header = " customer_id  date number_of_cds  dollar_value";

    [Fact]
    public async Task A_line_is_a_deal_opened_and_won_at_its_date()
    {
        await Import("cdnow", Write("a.txt", Header, " 00001 19970101  3   11.77"));

        var facts = await Facts<DealFact>();
        facts.Select(f => f.Type).ShouldBe(["deal-opened-v1", "deal-won-v1"]);
        facts.ShouldAllBe(f => f.HappenedAt == At(1997, 1, 1) && f.Customer != null);
        facts[0].Fact.ShouldBeOfType<DealOpened>().Terms.Quantity.ShouldBe(3);
        facts[1].Fact.ShouldBe(new DealWon(new Money(11.77m, "USD")));
    }

    [Fact]
    public async Task A_customer_is_a_person_registered_once_at_the_earliest_date()
    {
        await Import("cdnow", Write("a.txt", Header, " 00007 19970301  1  5.00", " 00007 19970112  1  5.00"));

        var registered = (await Facts<CustomerRegistered>()).ShouldHaveSingleItem();
        registered.Fact.ShouldBe(new CustomerRegistered(CustomerKind.Person, "Customer 00007"));
        registered.HappenedAt.ShouldBe(At(1997, 1, 12));
    }

    [Fact]
    public async Task Equal_lines_and_purchases_of_nothing_are_deals_too()
    {
        await Import("cdnow", Write("a.txt", Header, " 00001 19970101  1  0.00", " 00001 19970101  1  0.00"));

        (await Facts<DealWon>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_longer_and_resorted_file_adds_only_what_is_new()
    {
        string[] lines = [" 00001 19970101  1  10.00", " 00002 19970112  1  12.00", " 00002 19970112  1  12.00"];
        await Import("cdnow", Write("a.txt", [Header, .. lines]));

        var outcome = await Import("cdnow", Write("a.txt", [Header, " 00003 19970201  1  7.00", .. lines.Reverse(), lines[1]]));

        (outcome.Accepted, outcome.Unchanged).ShouldBe((2, 3));
        (await Facts<DealWon>()).Count.ShouldBe(5);
        (await Facts<CustomerRegistered>()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_date_begins_in_the_organisations_zone_and_amounts_are_in_its_currency()
    {
        var metadata = new FactMetadata { CorrelationId = Guid.NewGuid(), HappenedAt = At(1990, 1, 1), Actor = new(ActorKind.Automation, "test"), RecordedBy = new(RecorderKind.Program, "test") };
        await Log.Append(new("organisation"), ExpectedRevision.NoStream, [new(Guid.NewGuid(), new OrganisationEstablished("Dischi", "Europe/Rome", "EUR"), metadata)], CancellationToken.None);

        await Import("cdnow", Write("a.txt", Header, " 00001 19970601  1  10.00"));

        var won = (await Facts<DealWon>()).ShouldHaveSingleItem();
        won.HappenedAt.ShouldBe(At(1997, 5, 31, 22));
        won.Fact.ShouldBe(new DealWon(new Money(10m, "EUR")));
    }
}
