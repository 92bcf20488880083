using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Reports;

public sealed class ExplainTests
{
    private const int Stories = 3;
    private static readonly string Period = $"from={On(10)}&to={On(20)}";

    private static readonly string[] Rows =
    [
        "stage-history?view=states", $"stage-history?view=states&asOf={On(100)}", $"xyz-analysis?from={On(20)}&to={On(90)}",
        $"no-contact?from={On(20)}&to={On(40)}", $"no-contact?from={On(70)}&asOf={On(80)}&stage=lost",
        "first-response?", $"first-response?asOf={On(70)}",
    ];

    [Fact]
    public async Task The_facts_of_a_stage_are_told_with_what_each_did()
    {
        var story = new Story().User(1, "Ann").Registered(1, 0).Bought(1, 1, 3).Bought(2, 1, 9).Bought(3, 1, 300).Deal(4, 1, 2, Opened()).Customer(1, 4, new CustomerPhonesChanged([]));
        await using var rig = await ReportRig.Of(story.Facts);

        var explained = await rig.Get($"stage-history/explain?view=states&customer={Guid(1)}&asOf={On(250)}");

        explained["figure"]!.GetValue<long>().ShouldBe(1);
        explained["rows"].Of("countedAs", "counts", "says").ShouldBe(["lost 1 lost on 2020-07-08: no purchase for 180 days since 2020-01-10"]);
        explained["facts"]!.AsArray().Select(fact => $"{fact!["stream"]} {fact["revision"]} {fact["author"]} {fact["type"]}").ShouldBe(
        [
            $"user-{Guid(1)} 0 Ann user-registered-v1", $"customer-{Guid(1)} 0 Ann customer-registered-v1", $"deal-{Guid(1)} 1 Ann deal-won-v1", $"deal-{Guid(2)} 1 Ann deal-won-v1",
        ]);
        explained["facts"].Of("contribution").ShouldBe(
        [
            "the user Ann was registered", "the customer was registered: potential from here, registered on 2020-01-01",
            "a deal was won for 10 EUR: one-time from here, first purchase on 2020-01-04",
            "a deal was won for 10 EUR: regular-z from here, 2 purchase dates up to 2020-01-10, too few gaps between them to judge",
        ]);
    }

    [Fact]
    public async Task A_total_is_made_of_rows_that_add_up_to_it()
    {
        var story = new Story().User(1, "Ann");
        for (var customer = 1; customer <= 5; customer++) story.Registered(customer, 0);
        await using var rig = await ReportRig.Of(story.Bought(1, 1, 1).Bought(2, 4, 2).Bought(3, 5, 3).Facts);

        var page = await rig.Get("stage-history/explain?view=states&stage=lost&limit=2");
        var rest = await rig.Get($"stage-history/explain?view=states&stage=lost&limit=2&cursor={page["next"]}");

        page["figure"]!.GetValue<long>().ShouldBe(3);
        page["rows"].Of("id", "counts").Concat(rest["rows"].Of("id", "counts")).ShouldBe(["#1 1", "#4 1", "#5 1"]);
        rest["next"].ShouldBeNull();
        page["rows"]![0]!["says"]!.GetValue<string>().ShouldBe("lost on 2020-06-30: no purchase for 180 days since 2020-01-02");
    }

    [Fact]
    public async Task Why_a_customer_is_not_on_the_list_is_said()
    {
        var story = new Story().User(1, "Ann").User(2, "Bob");
        for (var customer = 1; customer <= 5; customer++) story.Registered(customer, 0);
        story.Registered(6, 25).Customer(2, 1, new CustomerArchived("gone")).Customer(4, 1, new CustomerAssigned(Id<UserId>(2)))
            .Contact(1, 1, 15, new ContactCompleted(Call(Direction.Incoming), 2, null)).Contact(2, 1, 12, new ContactCompleted(Call(), 2, null));
        await using var rig = await ReportRig.Of(story.Facts);

        (await Why(1)).ShouldBe("contacted on 2020-01-16: an incoming call");
        (await Why(2)).ShouldBe("left out, archived");
        (await Why(3, "&stage=lost")).ShouldBe("left out, potential: another stage is asked for");
        (await Why(4, $"&manager={Guid(1)}")).ShouldBe("left out, the manager was Bob");
        (await Why(6)).ShouldBe("left out, registered only after the period");
        (await Why(5)).ShouldBeNull();
        var facts = (await rig.Get($"no-contact/explain?{Period}&customer={Guid(1)}"))["facts"];
        facts.Of("contribution").ShouldBe(
        [
            "the customer was registered: it bears on the stage", "a contact took place (outgoing call): contact in the period", "a contact took place (incoming call): contact in the period",
        ]);

        async Task<string?> Why(int customer, string filter = "") => (await rig.Get($"no-contact/explain?{Period}&customer={Guid(customer)}{filter}"))["notThere"]?.GetValue<string>();
    }

    [Fact]
    public async Task A_case_is_explained_by_the_events_that_decided_it()
    {
        var story = new Story().User(1, "Ann").Registered(1, 0).Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, new AppealNoted("calm")).Appeal(1, 1, 4, Answered(1)).Appeal(2, 1, 1, Asked());
        await using var rig = await ReportRig.Of(story.Facts);

        var explained = await rig.Get($"first-response/explain?appeal={Guid(1)}");
        var elsewhere = await rig.Get($"first-response/explain?appeal={Guid(1)}&outcome=within");
        var total = await rig.Get("first-response/explain?outcome=overdue");

        explained["rows"].Of("countedAs", "says").ShouldBe(["late late: answered by Ann on 2020-01-05, 72 hours after it began, due by 2020-01-04"]);
        explained["facts"]!.AsArray().Select(fact => $"{fact!["stream"]}: {fact["contribution"]}").Where(line => line.StartsWith("appeal", StringComparison.Ordinal))
            .ShouldBe([$"appeal-{Guid(1)}: an appeal came in", $"appeal-{Guid(1)}: an answer was given"]);
        elsewhere["notThere"]!.GetValue<string>().ShouldStartWith("left out, late: answered by Ann");
        (total["figure"]!.GetValue<long>(), total["rows"].Of("id").Single()).ShouldBe((1, "#2"));
    }

    [Fact]
    public async Task The_facts_told_give_the_same_row_when_they_are_all_there_is()
    {
        foreach (var seed in Enumerable.Range(1, Stories))
        {
            var story = RandomStory.Tell(new Random(seed));
            await using var rig = await ReportRig.Of(story);
            foreach (var (report, named) in Questions(seed))
            {
                var (row, explained) = (await Row(rig, report + named), await rig.Get(report.Replace("?", "/explain?") + named));
                var facts = explained["facts"]!.AsArray().Select(fact => $"{fact!["stream"]} {fact["revision"]}").ToHashSet();
                facts.ShouldNotBeEmpty();

                await using var alone = await ReportRig.Of(story.GroupBy(told => told.Stream).SelectMany(stream => stream.Where((_, revision) => facts.Contains($"{stream.Key} {revision}"))));

                (await Row(alone, report + named)).ShouldBe(row, $"seed {seed}: {report}");
                (await alone.Get(report.Replace("?", "/explain?") + named))["figure"]!.ToJsonString().ShouldBe(explained["figure"]!.ToJsonString());
            }
        }
    }

    /// <summary>The changes of stage of every customer, and every report of one or another customer or appeal.</summary>
    private static IEnumerable<(string Report, string Named)> Questions(int seed) =>
    [
        .. Enumerable.Range(1, 4).Select(customer => ("stage-history?includeArchived=true", $"&customer={Guid(customer)}")),
        .. Rows.Select((report, i) => (report, report.StartsWith("first-response", StringComparison.Ordinal) ? $"&appeal={Guid(1 + ((seed + i) % 8))}" : $"&customer={Guid(1 + ((seed + i) % 4))}")),
    ];

    /// <summary>The rows of one customer or appeal, without what tells when they were recorded.</summary>
    private static async Task<string> Row(ReportRig rig, string report)
    {
        var answer = await rig.Get(report);
        var rows = (answer["rows"] ?? answer["states"])!.AsArray();
        foreach (var row in rows) row!.AsObject().Remove("recordedAt");
        return rows.ToJsonString();
    }
}
