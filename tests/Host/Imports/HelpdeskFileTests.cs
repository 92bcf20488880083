using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Imports;

public sealed class HelpdeskFileTests : ImportRig
{
    private const string Header =
        "Case ID,Activity,Resource,Complete Timestamp,Variant,Variant index,Variant,seriousness,customer,product,responsible_section,seriousness_2,service_level,service_type,support_section,workgroup";

    [Fact]
    public async Task The_earliest_row_of_a_case_registers_the_appeal_of_its_customer()
    {
        await Import("helpdesk", Write("a.csv", Header,
            Row("Case 1", "Closed", "Value 2", "2012/10/09 16:00:00.000", customer: "Value 8"),
            Row("Case 1", "Assign seriousness", "Value 1", "2012/10/09 14:50:17.250", customer: "Value 5")));

        var facts = await Facts<AppealFact>();
        facts.Select(f => f.Type).ShouldBe(["appeal-registered-v1", "appeal-noted-v1", "appeal-closed-v1"]);
        facts[0].HappenedAt.ShouldBe(At(2012, 10, 9, 14, 50).AddSeconds(17.25));
        var details = facts[0].Fact.ShouldBeOfType<AppealRegistered>().Details;
        (details.Channel, details.Seriousness, details.ServiceType, details.Product.HasValue).ShouldBe((AppealChannel.Other, "Value 9", "Value 3", true));
        (await Facts<CustomerRegistered>()).ShouldHaveSingleItem().Fact.ShouldBe(new CustomerRegistered(CustomerKind.Company, "Customer Value 5"));
    }

    [Fact]
    public async Task Every_activity_has_its_fact_and_the_person_who_did_it()
    {
        string[] activities = ["Take in charge ticket", "Wait", "Resolve ticket", "Require upgrade", "Closed", "Take in charge ticket", "Closed", "Resolve ticket", "RESOLVED"];

        await Import("helpdesk", Write("a.csv", [Header, .. activities.Select((activity, i) => Row("Case 1", activity, $"Value {i}", $"2012/10/09 14:0{i}:00.000"))]));

        var facts = await Facts<AppealFact>();
        facts.Select(f => f.Type.Replace("appeal-", "", StringComparison.Ordinal)).ShouldBe([
            "registered-v1", "taken-in-charge-v1", "put-on-hold-v1", "resumed-v1", "answered-v1", "forwarded-to-group-v1", "closed-v1",
            "reopened-v1", "taken-in-charge-v1", "closed-v1", "reopened-v1", "answered-v1", "noted-v1"]);
        facts.ShouldAllBe(f => f.Metadata.Actor.Kind == ActorKind.Person && f.Metadata.RecordedBy.Kind == RecorderKind.Import);
        facts.Select(f => f.Metadata.Actor).Distinct().Count().ShouldBe(activities.Length);
    }

    [Fact]
    public async Task Rows_of_one_instant_follow_the_order_of_their_lines()
    {
        await Import("helpdesk", Write("a.csv", Header,
            Row("Case 1", "Closed", "Value 1", "2012/10/09 14:00:00.000"),
            Row("Case 1", "Resolve ticket", "Value 1", "2012/10/09 14:00:00.000")));

        (await Facts<AppealFact>()).Select(f => f.Type).ShouldBe(["appeal-registered-v1", "appeal-closed-v1", "appeal-reopened-v1", "appeal-answered-v1"]);
    }

    [Fact]
    public async Task A_row_that_changes_nothing_is_accepted_at_first_and_unchanged_then()
    {
        var path = Write("a.csv", Header,
            Row("Case 1", "Take in charge ticket", "Value 1", "2012/10/09 14:00:00.000"),
            Row("Case 1", "Take in charge ticket", "Value 1", "2012/10/09 14:10:00.000"),
            Row("Case 1", "Closed", "Value 1", "2012/10/09 14:20:00.000"));

        var first = await Import("helpdesk", path);
        var second = await Import("helpdesk", path);

        (first.Accepted, second.Unchanged, second.FactsAppended).ShouldBe((3, 3, 0));
        (await Facts<AppealReopened>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_longer_file_goes_on_with_a_case()
    {
        var early = Row("Case 1", "Take in charge ticket", "Value 1", "2012/10/09 14:00:00.000");
        await Import("helpdesk", Write("a.csv", Header, early));

        var outcome = await Import("helpdesk", Write("a.csv", Header, Row("Case 1", "Resolve ticket", "Value 1", "2012/10/10 14:00:00.000"), early));

        (outcome.Accepted, outcome.Unchanged).ShouldBe((1, 1));
        (await Facts<AppealFact>()).Select(f => f.Type).ShouldBe(["appeal-registered-v1", "appeal-taken-in-charge-v1", "appeal-answered-v1"]);
    }

    [Fact]
    public async Task A_new_row_before_the_last_change_is_rejected_unless_it_is_a_note()
    {
        string[] rows =
        [
            Row("Case 1", "Take in charge ticket", "Value 1", "2012/10/09 14:00:00.000"),
            Row("Case 1", "Closed", "Value 1", "2012/10/09 18:00:00.000"),
        ];
        await Import("helpdesk", Write("a.csv", [Header, .. rows]));

        var outcome = await Import("helpdesk", Write("a.csv", [Header, .. rows,
            Row("Case 1", "Resolve ticket", "Value 1", "2012/10/09 15:00:00.000"),
            Row("Case 1", "VERIFIED", "Value 1", "2012/10/09 15:00:00.000")]));

        (outcome.Accepted, outcome.Unchanged, outcome.Rejected).ShouldBe((1, 2, 1));
        Reasons(outcome).ShouldHaveSingleItem().ShouldContain("4 \"This is dated 2012-10-09 15:00:00");
    }

    private static string Row(string id, string activity, string resource, string time, string customer = "Value 5") =>
        $"{id},{activity},{resource},{time},Variant 12,12,Variant 12,Value 1,{customer},Value 6,Value 1,Value 9,Value 1,Value 3,Value 1,Value 4";
}
