using System.Net;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Customers;

public sealed class StageReportTests(StageReportTests.CompanyRig company) : IClassFixture<StageReportTests.CompanyRig>
{
    // Customer 1 buys on days 0 and 10 and is lost on day 190; 2 stays potential until overridden from day 5 to 8; 3 is archived on day 20.
    private static Story Company() => new Story()
        .User(1, "Ann").User(2, "Bob")
        .Registered(1, 0).Customer(1, 0, new CustomerAssigned(Id<UserId>(1))).Bought(11, 1, 0).Bought(12, 1, 10)
        .Customer(1, 50, new CustomerAssigned(Id<UserId>(2)))
        .Registered(2, 1).By(2).Customer(2, 5, new CustomerStageOverridden(Stage.Regular, StageClass.X, Day(8), "a promise")).By(1)
        .Registered(3, 2).Customer(3, 20, new CustomerArchived("gone"));

    [Fact]
    public async Task The_list_has_every_transition_with_its_reason_author_and_manager()
    {
        var rig = company.Rig;

        var report = await rig.Get("stage-history?includeArchived=true");

        report["rows"].Of("customerId", "at", "from", "to", "arrow", "returned", "basis", "author", "manager").ShouldBe(
        [
            "#1 0 - potential new false rule Ann Ann",
            "#1 0 potential one-time up false rule Ann Ann",
            "#2 1 - potential new false rule Ann -",
            "#3 2 - potential new false rule Ann -",
            "#2 5 potential regular-x up false manual Bob -",
            "#2 8 regular-x potential down false rule - -",
            "#1 10 one-time regular-z up false rule Ann Ann",
            "#1 190 regular-z lost down false rule - Bob",
        ]);
        report["rows"]![7]!["because"]!.GetValue<string>().ShouldBe("no purchase for 180 days since 2020-01-11");
        report["rows"]![7]!["definition"]!.GetValue<string>().ShouldBe("stage/v1");
        report["rows"]![7]!["recordedAt"].ShouldBeNull();
    }

    [Theory]
    [InlineData("customer=00000002-0000-0000-0000-000000000000", "1 5 8")]
    [InlineData("manager=00000001-0000-0000-0000-000000000000", "0 0 10")]
    [InlineData("manager=00000002-0000-0000-0000-000000000000", "190")]
    [InlineData("stage=regular", "5 10")]
    [InlineData("stage=regular-z", "10")]
    [InlineData("arrow=down", "8 190")]
    [InlineData("from=2020-01-06&to=2020-01-11", "5 8")]
    [InlineData("from=2020-01-06&to=2020-01-11T00:00:00.000001Z", "5 8 10")]
    [InlineData("from=2020-01-06&asOf=2020-01-11", "5 8 10")]
    [InlineData("asOf=2020-07-08T23:59:59.999999Z&from=2020-01-11", "10")]
    [InlineData("asOf=2020-07-09&from=2020-01-11", "10 190")]
    public async Task The_list_can_be_narrowed(string query, string instants)
    {
        var rig = company.Rig;

        var report = await rig.Get("stage-history?" + query);

        string.Join(' ', report["rows"].Of("at")).ShouldBe(instants);
    }

    [Fact]
    public async Task The_archived_are_left_out_and_counted_from_the_instant_of_their_archiving()
    {
        var rig = company.Rig;

        (await States(rig, $"asOf={On(19)}")).ShouldBe(["potential - 2", "regular z 1"]);
        (await States(rig, $"asOf={On(20)}")).ShouldBe(["potential - 1", "regular z 1"]);
        (await States(rig, $"asOf={On(20)}&includeArchived=true")).ShouldBe(["potential - 2", "regular z 1"]);
        (await rig.Get($"stage-history?view=states&asOf={On(20)}"))["stamp"]!["leftOut"]!["archived"]!.GetValue<int>().ShouldBe(1);
        (await rig.Get("stage-history?view=matrix"))["stamp"]!["leftOut"]!["archived"]!.GetValue<int>().ShouldBe(1);
        (await rig.Get("stage-history"))["stamp"]!["leftOut"]!["archived"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task States_are_those_after_everything_up_to_the_instant()
    {
        var rig = company.Rig;

        (await States(rig, "asOf=2019-12-31")).ShouldBeEmpty();
        (await States(rig, $"asOf={On(0)}")).ShouldBe(["one-time - 1"]);
        (await States(rig, $"asOf={On(5)}")).ShouldBe(["one-time - 1", "potential - 1", "regular x 1"]);
        (await States(rig, $"asOf={On(8)}")).ShouldBe(["one-time - 1", "potential - 2"]);
        (await States(rig, "")).ShouldBe(["lost - 1", "potential - 1"]);
        (await States(rig, "manager=00000002-0000-0000-0000-000000000000")).ShouldBe(["lost - 1"]);
    }

    [Fact]
    public async Task The_matrix_counts_transitions_from_stage_to_stage()
    {
        var rig = company.Rig;

        var matrix = (await rig.Get($"stage-history?view=matrix&from={On(0)}&to={On(190)}"))["matrix"];

        matrix.Of("from", "to", "transitions").ShouldBe(
            ["- potential 2", "one-time regular-z 1", "potential one-time 1", "potential regular-x 1", "regular-x potential 1"]);
    }

    [Fact]
    public async Task The_intervals_of_a_customer_have_the_verdict_of_the_rule_beside_them()
    {
        var rig = company.Rig;

        (await rig.Get($"stage-history?view=intervals&customer={Guid(2)}"))["rows"].Of("from", "to", "stage", "class", "basis", "ruleStage", "ruleClass").ShouldBe(
            ["1 5 potential - rule potential -", "5 8 regular x manual potential -", "8 - potential - rule potential -"]);
        (await rig.Get($"stage-history?view=intervals&customer={Guid(2)}&asOf={On(7)}"))["rows"].Of("from", "to", "stage").ShouldBe(["1 5 potential", "5 - regular"]);
    }

    [Fact]
    public async Task Intervals_are_of_one_customer()
    {
        var rig = company.Rig;
        using var answer = await rig.Send(HttpMethod.Get, "/api/reports/stage-history?view=intervals");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_was_recorded_is_shown_net_of_what_was_revoked_by_then()
    {
        var story = Company().By(new Actor(ActorKind.Automation, "stage-assessor"))
            .Add("stage", 1, 0, Changed(null, Stage.Potential), 1)
            .Add("stage", 1, 3, Changed(Stage.Potential, Stage.OneTime), 1)
            .Add("stage", 1, 9, new CustomerStageChangeRevoked(1, "stage/v1", "a late fact"), 1)
            .Add("stage", 1, 0, Changed(Stage.Potential, Stage.OneTime), 1);
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get("stage-history?source=recorded"))["rows"].Of("at", "from", "to", "arrow", "author").ShouldBe(
            ["0 - potential new stage-assessor", "0 potential one-time up stage-assessor"]);
        (await rig.Get("stage-history?source=recorded&includeRevoked=true"))["rows"].Of("at", "to", "revokedAt").ShouldBe(["0 potential -", "0 one-time -", "3 one-time 9"]);
        (await rig.Get($"stage-history?source=recorded&view=intervals&customer={Guid(1)}"))["rows"].Of("from", "to", "stage").ShouldBe(["0 0 potential", "0 - one-time"]);
        (await States(rig, "source=recorded")).ShouldBe(["one-time - 1"]);
        (await rig.Get("stage-history?source=recorded&view=matrix"))["matrix"].Of("from", "to", "transitions").ShouldBe(["- potential 1", "potential one-time 1"]);
    }

    [Fact]
    public async Task Xyz_analysis_compares_two_instants_by_rank()
    {
        var story = Company().Registered(4, 12).Bought(41, 4, 12);
        await using var rig = await ReportRig.Of(story.Facts);

        (await rig.Get($"xyz-analysis?from={On(10)}&to={On(190)}&includeArchived=true"))["rows"].Of("customerId", "fromStage", "fromClass", "stage", "class", "arrow", "manager").ShouldBe(
            ["#1 regular z lost - down Bob", "#2 potential - potential - - -", "#3 potential - potential - - -", "#4 - - one-time - new -"]);
        (await rig.Get($"xyz-analysis?from={On(9)}&to={On(10)}"))["rows"].Of("customerId", "stage", "arrow", "manager").ShouldBe(["#1 regular up Ann", "#2 potential - -"]);
        (await rig.Get($"xyz-analysis?from={On(10)}&asOf={On(192)}"))["rows"].Of("customerId", "stage").ShouldBe(["#1 lost", "#2 potential", "#4 lost"]);
        (await rig.Get($"xyz-analysis?from={On(9)}&to={On(10)}&manager={Guid(1)}"))["rows"].Of("customerId").ShouldBe(["#1"]);
        (await rig.Get($"xyz-analysis?from={On(9)}&to={On(60)}&manager={Guid(1)}"))["rows"].Of("customerId").ShouldBeEmpty();
        (await rig.Get($"xyz-analysis?from={On(9)}&to={On(60)}&manager={Guid(2)}"))["rows"].Of("customerId").ShouldBe(["#1"]);
    }

    [Fact]
    public async Task Pages_follow_one_another_at_the_instant_the_first_was_asked()
    {
        var rig = company.Rig;
        List<string> pages = [];
        string? cursor = null;
        do
        {
            var page = await rig.Get($"stage-history?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            pages.Add(string.Join(' ', page["rows"].Of("at")));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        pages.ShouldBe(["0 0 1", "5 8 10", "190"]);
    }

    [Fact]
    public async Task A_stamp_says_where_the_figures_come_from()
    {
        await using var rig = await ReportRig.Of(Company().Facts, zone: "Europe/Helsinki");

        var stamp = (await rig.Get("stage-history?view=states&asOf=2020-01-06"))["stamp"]!;

        stamp["report"]!.GetValue<string>().ShouldBe("stage-history");
        stamp["definition"]!.GetValue<string>().ShouldBe("stage/v1");
        stamp["zone"]!.GetValue<string>().ShouldBe("Europe/Helsinki");
        stamp["tzVersion"]!.GetValue<string>().ShouldNotBeEmpty();
        stamp["asOf"]!.GetValue<DateTimeOffset>().ShouldBe(Day(4) + TimeSpan.FromHours(22));
        stamp["build"]!.GetValue<string>().ShouldStartWith("stages_b");
        stamp["position"]!.GetValue<string>().ShouldNotBeEmpty();
        stamp["completeness"]!["parked"]!.GetValue<long>().ShouldBe(0);
        stamp["parameters"]!["view"]!.GetValue<string>().ShouldBe("states");
        stamp["sha256"]!.GetValue<string>().Length.ShouldBe(64);
    }

    [Fact]
    public async Task A_spreadsheet_gets_the_same_rows_each_with_the_stamp()
    {
        var rig = company.Rig;
        var json = await rig.Get($"stage-history?view=states&asOf={On(19)}");

        using var answer = await rig.Send(HttpMethod.Get, $"/api/reports/stage-history?view=states&asOf={On(19)}&format=csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        lines[0].ShouldBe("stage,class,customers,stamp");
        lines[1].ShouldStartWith("potential,,2,\"stage-history stage/v1 as of 2020-01-20T00:00:00Z build stages_b".Replace("\"", ""));
        lines[2].ShouldStartWith("regular,z,1,");
        lines[1].ShouldEndWith(json["stamp"]!["sha256"]!.GetValue<string>());
        JsonNode.Parse(answer.Headers.GetValues("X-Stamp").Single())!["sha256"]!.ToString().ShouldBe(json["stamp"]!["sha256"]!.ToString());
    }

    [Theory]
    [InlineData("stage-history?asOf=2199-01-01", "asOf")]
    [InlineData("stage-history?from=2020-02-01&to=2020-01-01", "to")]
    [InlineData("stage-history?stage=regular-q", "stage")]
    [InlineData("stage-history?customer=00000077-0000-0000-0000-000000000000", "customer")]
    [InlineData("stage-history?colour=red", "colour")]
    [InlineData("stage-history?limit=0", "limit")]
    [InlineData("stage-history?cursor=abc", "cursor")]
    [InlineData("stage-history?asOf=yesterday", "asOf")]
    [InlineData("xyz-analysis", "from")]
    [InlineData("first-response?groupBy=colour", "groupBy")]
    [InlineData("first-response?product=00000077-0000-0000-0000-000000000000", "product")]
    [InlineData("no-contact?manager=00000077-0000-0000-0000-000000000000", "manager")]
    public async Task What_cannot_be_is_named(string report, string field)
    {
        var rig = company.Rig;

        using var answer = await rig.Send(HttpMethod.Get, "/api/reports/" + report);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.AsObject().Select(error => error.Key).ShouldBe([field]);
    }

    /// <summary>The company in tables of its own, which tests only read.</summary>
    public sealed class CompanyRig : IAsyncLifetime
    {
        public ReportRig Rig { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Rig = await ReportRig.Of(Company().Facts);

        public ValueTask DisposeAsync() => Rig.DisposeAsync();
    }

    private static CustomerStageChanged Changed(Stage? from, Stage to) => new(from, null, to, null, from is null ? StageArrow.New : StageArrow.Up, StageBasis.Rule, "stage/v1", "because");

    private static async Task<IEnumerable<string>> States(ReportRig rig, string query) =>
        (await rig.Get($"stage-history?view=states&{query}"))["states"].Of("stage", "class", "customers");
}
