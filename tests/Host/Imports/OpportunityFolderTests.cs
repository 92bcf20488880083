using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Imports;

public sealed class OpportunityFolderTests : ImportRig
{
    private const string Won = "1C1I7A6R,Moses Frase,GTXPro,Isdom,Won,2016-10-20,2017-03-01,1054";

    [Fact]
    public async Task An_opportunity_is_a_deal_that_moves_to_engaging_and_ends_as_it_did()
    {
        await Import("crm-opportunities", Pipeline(Won, "Z063OYW0,Moses Frase,MG Special,Isdom,Lost,2016-10-25,2017-03-11,0", "EC4QE1BX,Moses Frase,MG Special,Isdom,Engaging,2016-10-26,,"));

        var facts = (await Facts<DealFact>()).GroupBy(f => f.Stream).OrderBy(deal => deal.First().HappenedAt).ToList();
        facts[0].Select(f => (f.Type, f.HappenedAt)).ShouldBe([("deal-opened-v1", At(2016, 10, 20)), ("deal-moved-to-stage-v1", At(2016, 10, 20)), ("deal-won-v1", At(2017, 3, 1))]);
        facts[0].First().Fact.ShouldBeOfType<DealOpened>().Terms.Title.ShouldBe("GTX Pro, Isdom");
        facts[0].Last().Fact.ShouldBe(new DealWon(new Money(1054, "USD")));
        facts[1].Select(f => f.Type).ShouldBe(["deal-opened-v1", "deal-moved-to-stage-v1", "deal-lost-v1"]);
        facts[2].Select(f => f.Type).ShouldBe(["deal-opened-v1", "deal-moved-to-stage-v1"]);
    }

    [Fact]
    public async Task Prospecting_is_of_unknown_date_and_stands_at_the_newest_of_the_file()
    {
        await Import("crm-opportunities", Pipeline(Won, "6CWZFOHJ,Moses Frase,GTX Basic,Isdom,Prospecting,,,"));

        var facts = (await Facts<DealFact>()).GroupBy(f => f.Stream).Single(deal => deal.Count() == 1);
        facts.Single().HappenedAt.ShouldBe(At(2017, 3, 1));
        var opened = facts.Single().Fact.ShouldBeOfType<DealOpened>();
        (opened.Stage, opened.OfUnknownDate).ShouldBe(("prospecting", true));
    }

    [Fact]
    public async Task An_account_is_a_company_registered_at_its_earliest_engagement()
    {
        await Import("crm-opportunities", Pipeline("A,Moses Frase,MG Special,Bluth Company,Engaging,2016-12-25,,", "B,Moses Frase,MG Special,Bluth Company,Engaging,2016-11-25,,"));

        var facts = await Facts<CustomerFact>();
        facts.ShouldAllBe(f => f.HappenedAt == At(2016, 11, 25));
        facts[0].Fact.ShouldBe(new CustomerRegistered(CustomerKind.Company, "Bluth Company"));
        facts.Skip(1).Select(f => f.Fact).ShouldBe([.. new[] { ("sector", "technolgy"), ("year", "1993"), ("revenue", "1242.32"), ("employees", "3027"), ("location", "United States"), ("parent", "Isdom") }
            .Select(a => new CustomerAttributeChanged(a.Item1, new Personal(a.Item2)))]);
    }

    [Fact]
    public async Task Agents_are_users_with_manager_and_office_and_answer_for_their_deals()
    {
        await Import("crm-opportunities", Pipeline(Won));

        var users = await Facts<UserRegistered>();
        var agent = users.Single(f => f.Fact is UserRegistered { Name: "Moses Frase" });
        var manager = users.Single(f => f.Fact is UserRegistered { Name: "Dustin Brinkmann" });
        agent.Fact.ShouldBe(new UserRegistered("Moses Frase", null, new UserId(manager.Stream.Id!.Value), "Central"));
        var deal = await Facts<DealFact>();
        deal.ShouldAllBe(f => f.Metadata.Actor == Actor.Person(new(agent.Stream.Id!.Value)));
        deal[0].Fact.ShouldBeOfType<DealOpened>().Responsible.ShouldBe(new UserId(agent.Stream.Id!.Value));
        (await Facts<ProductRegistered>()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_rejected_in_the_file_and_later()
    {
        var changed = Won.Replace("1054", "2000", StringComparison.Ordinal);

        var first = await Import("crm-opportunities", Pipeline(Won, changed, Won));
        var second = await Import("crm-opportunities", Pipeline(changed));

        (first.Accepted, first.Unchanged, first.Rejected).ShouldBe((1, 1, 1));
        (second.Accepted, second.Unchanged, second.Rejected).ShouldBe((0, 0, 1));
        (await Facts<DealWon>()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_row_that_makes_no_sense_is_rejected_with_the_reason()
    {
        (string Row, string Reason)[] senseless =
        [
            ("X,Moses Frase,MG Special,,Won,2016-10-20,2017-03-01,1054", "The opportunity names no account."),
            ("X,Moses Frase,MG Special,Nobody,Won,2016-10-20,2017-03-01,1054", "has no account"),
            ("X,Moses Frase,Nothing,Isdom,Won,2016-10-20,2017-03-01,1054", "has no product"),
            ("X,Nobody,MG Special,Isdom,Won,2016-10-20,2017-03-01,1054", "has no agent"),
            ("X,Moses Frase,MG Special,Isdom,Won,2016-10-20,,1054", "close_date is empty"),
            ("X,Moses Frase,MG Special,Isdom,Engaging,,,", "engage_date is empty"),
            ("X,Moses Frase,MG Special,Isdom,Won,2016-10-20,2016-10-19,1054", "close_date is before engage_date"),
            ("X,Moses Frase,MG Special,Isdom,Won,2016-10-20,2017-03-01,-1", "may not be negative"),
            ("X,Moses Frase,MG Special,Isdom,Dreaming,2016-10-20,2017-03-01,1", "deal_stage is"),
        ];

        var outcome = await Import("crm-opportunities", Pipeline([.. senseless.Select(s => s.Row)]));

        (outcome.Read, outcome.Rejected, outcome.FactsAppended).ShouldBe((senseless.Length, senseless.Length, 0));
        var reasons = Reasons(outcome);
        for (var i = 0; i < senseless.Length; i++) reasons[i].ShouldContain(senseless[i].Reason);
        (await AllFacts()).ShouldBeEmpty();
    }

    private string Pipeline(params string[] rows)
    {
        Write("accounts.csv", "account,sector,year_established,revenue,employees,office_location,subsidiary_of", "Isdom,medical,2002,3178.24,4540,United States,", "Bluth Company,technolgy,1993,1242.32,3027,United States,Isdom");
        Write("products.csv", "product,series,sales_price", "GTX Pro,GTX,4821", "GTX Basic,GTX,550", "MG Special,MG,55");
        Write("sales_teams.csv", "sales_agent,manager,regional_office", "Moses Frase,Dustin Brinkmann,Central");
        Write("sales_pipeline.csv", ["opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value", .. rows]);
        return Folder;
    }
}
