using EventSourcedCrm.Host.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Bench;

/// <summary>How soon lists and cards answer, and figures over the whole base beside the bare aggregate over a bare table.</summary>
internal static class Answers
{
    private const int Asked = 400;

    /// <summary>After so many times what answers is compiled for good; the first ones take several times as long.</summary>
    private const int WarmUps = 40;

    private const int AskedOfReports = 100;
    private const int WarmUpsOfReports = 20;

    public static async Task<IReadOnlyList<Figure>> OfLists(Ground ground, Site site, CancellationToken ct)
    {
        (string Name, Func<string> Path)[] pages =
        [
            ("customers, first page", () => "/api/customers"),
            ("contacts, first page", () => "/api/contacts"),
            ("appeals, first page", () => "/api/appeals"),
            ("deals, first page", () => "/api/deals"),
            ("contacts of a customer", () => $"/api/contacts?customer={ground.AnyCustomer().Value}"),
            ("customer's card", () => $"/api/customers/{ground.AnyCustomer().Value}"),
            ("customer's history", () => $"/api/customers/{ground.AnyCustomer().Value}/history"),
            ("customers found by part of a name", () => "/api/customers/find?text=son"),
            ("customers looked for in vain by part of a name", () => "/api/customers/find?text=zzzz"),
        ];
        List<Figure> figures = [];
        foreach (var (name, path) in pages)
        {
            var p99 = Rounds.P99(await Times(Asked, () => Get(site, path(), ct)));
            figures.Add(new($"{name}, p99", p99, "ms") { Target = "≤ 50", Met = p99 <= 50 });
        }
        return figures;
    }

    public static async Task<IReadOnlyList<Figure>> OfReports(Ground ground, Site site, CancellationToken ct)
    {
        (string Name, string Path, string Projection, string Table, string Aggregate)[] reports =
        [
            ("states", "/api/reports/stage-history?view=states", "stages", "stage_interval",
                "select stage, class, count(*) from bench.stage_interval where valid_from <= now() and (valid_to is null or valid_to > now()) group by 1, 2"),
            ("matrix", "/api/reports/stage-history?view=matrix", "stages", "stage_transition",
                "select from_stage, from_class, stage, class, count(*) from bench.stage_transition group by 1, 2, 3, 4"),
            ("first-response totals", "/api/reports/first-response?limit=1", "first_response", "response_case",
                "select count(*), min(started_at), max(started_at) from bench.response_case"),
        ];
        List<Figure> figures = [];
        foreach (var (name, path, projection, table, aggregate) in reports)
        {
            await CopyBare(ground.Storage.ReadModels, projection, table, ct);
            await using var bare = ground.Storage.ReadModels.CreateCommand(aggregate);
            List<double> answers = [], raws = [];
            for (var i = 0; i < WarmUpsOfReports + AskedOfReports; i++)
            {
                answers.Add(await Rounds.Milliseconds(() => Get(site, path, ct)));
                raws.Add(await Rounds.Milliseconds(() => bare.ExecuteNonQueryAsync(ct)));
            }
            var (p99, raw) = (Rounds.P99(answers.Skip(WarmUpsOfReports)), Rounds.P99(raws.Skip(WarmUpsOfReports)));
            figures.Add(new($"{name}, p99", p99, "ms") { Raw = raw, RawIs = "bare aggregate", Ratio = p99 / raw, Target = "≤ 300", Met = p99 <= 300 });
        }
        return figures;
    }

    private static async Task CopyBare(NpgsqlDataSource source, string projection, string table, CancellationToken ct)
    {
        await using var live = source.CreateCommand("select build from control.live where projection = $1");
        live.Parameters.Add(new() { Value = projection });
        var build = (string)(await live.ExecuteScalarAsync(ct))!;
        await using var copy = source.CreateCommand($"""
            create schema if not exists bench;
            drop table if exists bench.{table};
            create table bench.{table} as select * from "{build}".{table};
            analyze bench.{table};
            """);
        await copy.ExecuteNonQueryAsync(ct);
    }

    private static async Task<IReadOnlyList<double>> Times(int times, Func<Task> once)
    {
        for (var i = 0; i < WarmUps; i++) await once();
        List<double> measured = [];
        for (var i = 0; i < times; i++) measured.Add(await Rounds.Milliseconds(once));
        return measured;
    }

    private static async Task Get(Site site, string path, CancellationToken ct)
    {
        using var answer = await site.Client.GetAsync(path, ct);
        var body = await answer.Content.ReadAsStringAsync(ct);
        if (!answer.IsSuccessStatusCode) throw new SentenceException($"{path} was answered with {(int)answer.StatusCode}: {body}");
    }
}
