using System.Net;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Reports;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using Npgsql;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Reports;

public sealed class ComparisonTests
{
    private static readonly StageDefinition Sooner = StageDefinition.V1 with { LostAfterDays = 90 };
    private static readonly NoContactDefinition Longer = NoContactDefinition.V1 with { MinDurationMinutes = 5 };

    /// <summary>One buys every 30 days, one once; the third never.</summary>
    private static Story Buyers() => new Story().User(1, "Ann").Registered(1, 0).Registered(2, 0).Registered(3, 0)
        .Bought(1, 1, 0).Bought(2, 1, 30).Bought(3, 1, 60).Bought(4, 2, 10);

    [Fact]
    public async Task States_are_compared_with_the_reason_of_each_difference()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);

        var compared = await rig.Compare($"stage-history?view=states&right=stage/v2&asOf={On(155)}");

        compared["meaning"].Of("parameter", "left", "right").ShouldBe(["stage.lostAfterDays 180 90"]);
        compared["totals"].Of("total", "left", "right", "difference").ShouldBe(["customers 3 3 0", "lost 0 2 2", "one-time 1 0 -1", "potential 1 1 0", "regular-x 1 0 -1"], ignoreOrder: true);
        compared["differ"]!.ToJsonString().ShouldBe("""{"added":0,"removed":0,"changed":2}""");
        compared["causes"].Of("change", "cause", "rows").ShouldBe(["changed lost instead of one-time 1", "changed lost instead of regular-x 1"], ignoreOrder: true);
        var row = compared["rows"]![0]!;
        (row["left"]!["stage"]!.GetValue<string>(), row["right"]!["stage"]!.GetValue<string>()).ShouldBe(("regular", "lost"));
        row["reason"]!.GetValue<string>().ShouldStartWith("lost on 2020-05-30 under stage/v2: no purchase for 90 days since 2020-03-01; regular-");
        row["reason"]!.GetValue<string>().ShouldContain(" since 2020-03-01 under stage/v1: 3 purchase dates");
        (compared["left"]!["buildState"]!.GetValue<string>(), compared["right"]!["definition"]!.GetValue<string>()).ShouldBe(("live", "stage/v2"));
    }

    [Fact]
    public async Task A_loss_that_only_one_definition_has_is_a_row_more()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);

        var compared = await rig.Compare($"stage-history?from={On(80)}&to={On(120)}&right={rig.Candidates[0]}");

        compared["rows"].Of("change", "id", "at", "left").ShouldBe(["added #2 100 -"]);
        compared["rows"]![0]!["reason"]!.GetValue<string>().ShouldBe(
            "lost on 2020-04-10 under stage/v2: no purchase for 90 days since 2020-01-11; no change then, one-time since 2020-01-11 under stage/v1: first purchase on 2020-01-11");
        compared["rows"]![0]!["totals"]!.AsObject().Select(total => $"{total.Key} {total.Value}").ShouldBe(["down 1", "one-time → lost 1", "transitions 1"]);
    }

    [Fact]
    public async Task A_filter_that_only_one_side_passes_takes_the_row_off_the_other()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);

        var compared = await rig.Compare($"stage-history?view=states&stage=lost&right=stage/v2&asOf={On(155)}");

        compared["totals"].Of("total", "left", "right").ShouldBe(["customers 0 2", "lost 0 2"]);
        compared["causes"].Of("change", "cause").ShouldContain("added lost instead of left out (one-time)");
    }

    [Fact]
    public async Task A_contact_that_only_one_definition_counts_is_named()
    {
        var story = new Story().User(1, "Ann").Registered(1, 0).Registered(2, 0)
            .Contact(1, 1, 15, new ContactCompleted(Call(), 2, null)).Contact(2, 2, 15, new ContactCompleted(Call(), 9, null));
        await using var rig = await ReportRig.Of(story.Facts, Longer);

        var compared = await rig.Compare($"no-contact?from={On(10)}&to={On(20)}&right=no-contact/v2");

        compared["totals"].Of("total", "left", "right", "difference").ShouldBe(["customers 0 1 1", "never contacted 0 1 1"]);
        compared["causes"].Of("change", "cause", "rows").ShouldBe(["added never contacted instead of left out (outgoing call) 1"]);
        compared["rows"]![0]!["reason"]!.GetValue<string>().ShouldBe(
            "never contacted under no-contact/v2: an outgoing call on 2020-01-16 does not count, 2 minutes are fewer than 5; contacted on 2020-01-16 under no-contact/v1: an outgoing call");
    }

    [Fact]
    public async Task Xyz_compares_where_customers_went_between_two_instants()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);

        var compared = await rig.Compare($"xyz-analysis?from={On(20)}&to={On(120)}&right=stage/v2");

        compared["rows"].Of("id", "cause").ShouldBe(["#2 down: lost instead of same: one-time"]);
        compared["rows"]![0]!["reason"]!.GetValue<string>().ShouldStartWith("one-time → lost on 2020-04-10 under stage/v2: no purchase for 90 days");
    }

    [Fact]
    public async Task A_case_that_another_response_ends_sooner_is_told_with_both_responses()
    {
        var story = new Story().User(1, "Ann").User(2, "Bob").Registered(1, 0)
            .Appeal(1, 1, 1, Asked()).By(1).Appeal(1, 1, 1.5, new AppealTakenInCharge(Id<UserId>(1))).By(2).Appeal(1, 1, 4, Answered(1))
            .Appeal(2, 1, 1, Asked(), Answered(2)).Appeal(3, 1, 5, Asked());
        await using var rig = await ReportRig.Of(story.Facts, FirstResponseDefinition.V1 with { Responds = [ResponseKind.TakenInCharge, ResponseKind.Answered] });

        var compared = await rig.Compare("first-response?right=first-response/v2");

        compared["meaning"]![0]!["parameter"]!.GetValue<string>().ShouldBe("first-response.responds");
        compared["totals"].Of("total", "left", "right").ShouldBe(["cases 3 3", "answered 2 2", "late 1 0", "overdue 1 1", "unanswered 1 1", "within 1 2"]);
        compared["figures"]![1]!.ToJsonString().ShouldBe("""{"figure":"median hours","left":36,"right":6}""");
        compared["causes"].Of("cause", "rows").ShouldBe(["within (taken-in-charge) instead of late (answered) 1"]);
        compared["rows"]![0]!["reason"]!.GetValue<string>().ShouldBe(
            "within under first-response/v2: taken in charge by Ann on 2020-01-02, 12 hours after it began, due by 2020-01-04; "
            + "late under first-response/v1: answered by Bob on 2020-01-05, 72 hours after it began, due by 2020-01-04");
    }

    [Fact]
    public async Task Builds_that_do_not_know_the_same_facts_are_not_compared()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);
        await rig.Tell(new Story().Registered(9, 1).Facts);
        await rig.Build();

        using var answer = await rig.Send(HttpMethod.Get, "/api/compare/stage-history?right=stage/v2");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        problem["code"]!.GetValue<string>().ShouldBe("builds-not-level");
        problem["detail"]!.GetValue<string>().ShouldContain("Wait until it has caught up");
    }

    [Theory]
    [InlineData("stage-history", "right")]
    [InlineData("stage-history?right=stage/v1&definition=stage/v1", "definition")]
    [InlineData("stage-history?right=stage/v1&view=matrix", "view")]
    [InlineData("stage-history?right=stage/v1&source=recorded", "source")]
    [InlineData("stage-history?right=no-contact/v1", "definition")]
    [InlineData("stage-history?right=stage/v1&format=pdf", "format")]
    [InlineData("stage-history?right=stage/v1&colour=red", "colour")]
    [InlineData("xyz-analysis?right=stage/v1", "from")]
    [InlineData("stage-history/back-test?right=stage/v1&months=0", "months")]
    [InlineData("stage-history/back-test?right=stage/v1&from=2020-01-01", "from")]
    public async Task What_cannot_be_compared_is_refused_by_name(string question, string field)
    {
        await using var rig = await ReportRig.Of(Buyers().Facts);

        using var answer = await rig.Send(HttpMethod.Get, $"/api/compare/{question}");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.AsObject().Select(error => error.Key).ShouldContain(field);
    }

    [Fact]
    public async Task The_page_shows_totals_causes_and_rows_and_escapes_names()
    {
        var story = Buyers().Customer(2, 1, new CustomerRenamed("<script>alert('x')</script>"));
        await using var rig = await ReportRig.Of(story.Facts, Sooner);

        using var answer = await rig.Send(HttpMethod.Get, $"/api/compare/stage-history?view=states&right=stage/v2&asOf={On(120)}&format=html");
        var page = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.ShouldContain("stage.lostAfterDays");
        page.ShouldContain("lost instead of one-time");
        page.ShouldContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
        page.ShouldNotContain("<script");
        page.ShouldContain("sha256 ");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
    }

    [Fact]
    public async Task The_file_has_a_line_a_difference_with_both_stamps()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);

        using var answer = await rig.Send(HttpMethod.Get, $"/api/compare/stage-history?view=states&right=stage/v2&asOf={On(120)}&format=csv");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines[0].ShouldBe("change,id,at,customerId,customer,left,right,cause,reason,totals,stampLeft,stampRight");
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain(",one-time since 2020-01-11,lost on 2020-04-10,lost instead of one-time,");
        JsonNode.Parse(answer.Headers.GetValues("X-Stamp").Single())!["right"]!["definition"]!.GetValue<string>().ShouldBe("stage/v2");
    }

    [Fact]
    public async Task A_back_test_has_the_totals_of_each_month_as_they_stood_at_its_end()
    {
        await using var rig = await ReportRig.Of(Buyers().Facts, Sooner);
        const string Question = "stage-history/back-test?view=states&right=stage/v2&months=6&asOf=2020-07-15";

        var months = (await rig.Compare(Question))["months"]!;

        months.Of("month").ShouldBe(["2020-01", "2020-02", "2020-03", "2020-04", "2020-05", "2020-06"]);
        foreach (var month in months.AsArray())
        {
            var to = month!["to"]!.GetValue<DateTimeOffset>();
            foreach (var (build, side) in new[] { ("stage/v1", "left"), ("stage/v2", "right") })
            {
                var report = await rig.Get($"stage-history?view=states&definition={build}&asOf={to:yyyy-MM-dd'T'HH:mm:ss'Z'}");
                var expected = report["states"]!.AsArray().Select(state => $"{string.Join('-', new[] { state!["stage"], state["class"] }.OfType<JsonNode>())} {state["customers"]}");
                month["totals"].Of("total", side).Where(line => !line.StartsWith("customers", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal)).ShouldBe(expected, ignoreOrder: true);
            }
        }
        using var page = await rig.Send(HttpMethod.Get, $"/api/compare/{Question}&format=html");
        (await page.Content.ReadAsStringAsync()).ShouldContain("2020-06");
        using var file = await rig.Send(HttpMethod.Get, $"/api/compare/{Question}&format=csv");
        (await file.Content.ReadAsStringAsync()).ShouldStartWith("month,from,to,total,left,right,difference,stampLeft,stampRight");
    }

    [Fact]
    public async Task Keys_are_ordered_here_as_in_the_database()
    {
        await using var rig = await ReportRig.Empty();
        var random = new Random(1);
        var keys = Enumerable.Range(0, 500).Select(_ =>
        {
            var bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }).ToArray();
        await using var command = new NpgsqlCommand("select id from unnest($1) id order by id", await rig.Database.OpenConnectionAsync()) { Parameters = { new() { Value = keys } } };
        await using var reader = await command.ExecuteReaderAsync();
        List<Guid> ordered = [];
        while (await reader.ReadAsync()) ordered.Add(reader.GetGuid(0));

        ordered.ShouldBe(keys.OrderBy(id => new RowKey(id, null, 0)));
        await command.Connection!.DisposeAsync();
    }
}
