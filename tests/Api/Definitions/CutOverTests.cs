using System.Collections.Concurrent;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Tests.Api.Definitions;

public sealed class CutOverTests(ReportingApi api, ITestOutputHelper output) : DefinitionSpec(api), IClassFixture<ReportingApi>
{
    private const int Readers = 16;
    private const int Changes = 6;
    private const int Rounds = 20;

    [Fact]
    public async Task Sixteen_readers_never_see_an_error_an_empty_or_a_mixed_answer_while_definitions_change_and_facts_arrive()
    {
        var (customer, _) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 90 });
        await Built(definition);
        await Ok($"/api/definitions/{definition}/approve", new { reason = "fine" }, role: UserRole.Admin);

        using var enough = new CancellationTokenSource();
        var answers = new ConcurrentDictionary<string, int>();
        await using var arrivals = new Arrivals(Api.Log);
        var reading = Enumerable.Range(0, Readers).Select(_ => Read(customer, answers, enough.Token)).ToList();
        for (var change = 0; change < Changes; change++)
        {
            await arrivals.More();
            var (published, says) = change % 2 == 0
                ? (await Ok($"/api/definitions/{definition}/publish", new { reason = "this way" }), $"lost under {definition} of a live build")
                : (await Ok("/api/definitions/stage/roll-back", new { reason = "and back" }), "one-time under stage/v1 of a live build");
            (await Stage(customer, "2024-05-15", after: published["position"]!.GetValue<string>())).ShouldBe(says);
            await arrivals.More();
        }
        await enough.CancelAsync();
        await Task.WhenAll(reading);
        output.WriteLine($"{arrivals.Told}, {answers.Values.Sum()} answers");
        answers.Keys.Order().ShouldBe([$"200: lost under {definition}", "200: one-time under stage/v1"]);
    }

    [Fact]
    public async Task The_published_report_and_a_candidate_answer_side_by_side_from_one_position_while_facts_arrive()
    {
        var (customer, _) = await Buyer("2024-01-01", "2024-01-10");
        var definition = await Propose(new { lostAfterDays = 120 });
        await Built(definition);
        HashSet<string> live = [], candidate = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using (var arrivals = new Arrivals(Api.Log))
        {
            for (var round = 0; round < Rounds || live.Count < Rounds / 2 || candidate.Count < Rounds / 2; round++)
            {
                live.Add(await SaysFrom(customer, "stage/v1", "one-time"));
                candidate.Add(await SaysFrom(customer, definition, "lost"));
                await arrivals.More();
                patience.IsCancellationRequested.ShouldBeFalse($"answers came from {live.Count} and {candidate.Count} positions only");
            }
            output.WriteLine($"{arrivals.Told}; answers from {live.Count} and {candidate.Count} positions");
        }
        var last = await Buys(customer, "2024-07-01");
        var reports = new[] { "stage/v1", definition }.Select(under => Report($"stage-history?view=states&definition={under}", last));
        var positions = (await Task.WhenAll(reports)).Select(report => report["stamp"]!["position"]!.GetValue<string>()).ToList();
        positions[0].ShouldBe(positions[1]);
    }

    /// <summary>The position of the answer, which says where the customer stands under the definition.</summary>
    private async Task<string> SaysFrom(Guid customer, string definition, string stage)
    {
        var report = await Report($"stage-history?view=states&customer={customer}&asOf=2024-06-15&definition={definition}");
        (report["states"]![0]!["stage"]!.GetValue<string>(), report["stamp"]!["definition"]!.GetValue<string>()).ShouldBe((stage, definition));
        return report["stamp"]!["position"]!.GetValue<string>();
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
}
