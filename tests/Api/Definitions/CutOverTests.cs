using System.Collections.Concurrent;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Tests.Api.Definitions;

public sealed class CutOverTests(ReportingApi api) : DefinitionSpec(api), IClassFixture<ReportingApi>
{
    private const int Readers = 16;
    private const int Changes = 6;

    [Fact]
    public async Task Sixteen_readers_never_see_an_error_an_empty_or_a_mixed_answer_while_definitions_change_and_facts_arrive()
    {
        var (customer, _) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 90 });
        await Built(definition);
        await Ok($"/api/definitions/{definition}/approve", new { reason = "fine" }, role: UserRole.Admin);

        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentDictionary<string, int>();
        var reading = Enumerable.Range(0, Readers).Select(_ => Read(customer, answers, enough.Token)).ToList();
        var writing = Write(enough.Token);
        for (var change = 0; change < Changes; change++)
        {
            var published = change % 2 == 0
                ? await Ok($"/api/definitions/{definition}/publish", new { reason = "this way" })
                : await Ok("/api/definitions/stage/roll-back", new { reason = "and back" });
            await Stage(customer, "2024-05-15", after: published["position"]!.GetValue<string>());
        }
        await enough.CancelAsync();
        await Task.WhenAll(reading);
        (await writing).ShouldBeGreaterThan(0);
        answers.Keys.Order().ShouldBe([$"200: lost under {definition}", "200: one-time under stage/v1"]);
    }

    [Fact]
    public async Task The_published_report_and_a_candidate_answer_side_by_side_from_one_position_while_facts_arrive()
    {
        var (customer, _) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 120 });
        await Built(definition);
        using var enough = new CancellationTokenSource();
        var writing = Write(enough.Token);
        for (var round = 0; round < 20; round++)
        {
            (await Stage(customer, "2024-06-15", "&definition=stage/v1")).ShouldStartWith("one-time");
            (await Stage(customer, "2024-06-15", $"&definition={definition}")).ShouldStartWith("lost");
        }
        await enough.CancelAsync();
        var written = await writing;
        var last = await Buys(customer, "2024-07-01");
        var (live, candidate) = (await Report("stage-history?view=states&definition=stage/v1", last), await Report($"stage-history?view=states&definition={definition}", last));
        written.ShouldBeGreaterThan(0);
        live["stamp"]!["position"]!.GetValue<string>().ShouldBe(candidate["stamp"]!["position"]!.GetValue<string>());
    }

    private async Task Read(Guid customer, ConcurrentDictionary<string, int> answers, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var answer = await Get($"/api/reports/stage-history?view=states&customer={customer}&asOf=2024-05-15", UserRole.Manager);
            var said = answer.Status == System.Net.HttpStatusCode.OK && answer.Json["states"]!.AsArray() is [var state]
                ? $"{state!["stage"]} under {answer.Json["stamp"]!["definition"]}" : answer.Text;
            answers.AddOrUpdate($"{(int)answer.Status}: {said}", 1, (_, times) => times + 1);
        }
    }

    /// <summary>Other customers keep coming meanwhile; how many did.</summary>
    private async Task<int> Write(CancellationToken enough)
    {
        var written = 0;
        for (; !enough.IsCancellationRequested; written++)
            (await Post("/api/customers", new { kind = "company", name = "Another", happenedAt = "2024-02-01" })).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        return written;
    }
}
