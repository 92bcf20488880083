using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Says of rows that differ since which fact they do, reading the log once more for their groups alone, of all builds at once.</summary>
internal sealed class Explanation(IEventLog log, NpgsqlDataSource database)
{
    /// <summary>For each of them, in their order.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Difference>>> Of(IReadOnlyList<Differing> builds, CancellationToken ct)
    {
        var concerned = builds.Where(build => build.Rows.Count > 0).ToList();
        if (concerned.Count > 0) await Follow(concerned, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var erased = await Erasure.Among([.. concerned.SelectMany(build => build.Watches).SelectMany(watch => watch.Customers).Distinct()], connection, ct);
        return [.. builds.Select(build => build.Explain(erased))];
    }

    private async Task Follow(IReadOnlyList<Differing> builds, CancellationToken ct)
    {
        var tracings = builds.Select(build => (Tracing: new Tracing(build.Build.Create(), build.Watches, build.Parked), build.Until)).ToList();
        var end = builds.Max(build => build.Until);
        await foreach (var page in log.ReadAll(LogPosition.Start, ct))
        {
            foreach (var (tracing, until) in tracings)
                foreach (var fact in page.TakeWhile(fact => fact.Position <= until)) tracing.Follow(fact);
            if (page[^1].Position >= end) return;
        }
    }
}
