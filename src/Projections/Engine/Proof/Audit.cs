using System.Diagnostics;
using EventSourcedCrm.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Proves the live builds a slice at a time, for ever, beside the workers: it folds the log again for some groups of rows, compares them,
/// and goes on with the next ones. What it finds stands in <c>control.audit</c>, and against the readiness of the server.
/// </summary>
public sealed class Audit(IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources, ILogger<Audit> logger)
{
    private const string Name = "audit";
    private const int FactsOfTurn = 100;
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LooksForRoom = TimeSpan.FromMilliseconds(20);

    /// <summary>Rows of each build that are held at once, about.</summary>
    public long RowsAtOnce { get; init; } = 20_000;

    /// <summary>What it takes of one processor to decode and to fold, in turns of a few milliseconds: whoever waits for an answer is not to notice it.</summary>
    public double Share { get; init; } = 0.05;

    /// <summary>So long at most it lets others go first who wait for a thread, before each turn: where all processors have enough to do it comes last, but comes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs until cancelled, while it holds the lease; after a fault it begins again with the slice it was at.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(LeastPause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await using var lease = await Lease.TryTake(database, Name, ct);
                if (lease is null) continue;
                using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
                while (true)
                {
                    await AuditSome(both.Token);
                    await Task.Delay(LeastPause, both.Token);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning("The audit begins its slice again: {Error}", error.Message);
            }
        }
    }

    /// <summary>Compares the next slice of every live build, all in one reading of the log; the number of rows compared.</summary>
    public async Task<long> AuditSome(CancellationToken ct)
    {
        await using (var connection = await database.OpenConnectionAsync(ct)) await Refolding.DropAbandoned(connection, ct);
        var (provable, _) = await Provable.Among(log, database, sources, ct);
        List<AuditedBuild> builds = [];
        foreach (var build in provable.Where(build => build.Build.State == BuildState.Live)) builds.Add(await Next(build, ct));
        if (builds.Count == 0) return 0;
        await Read(builds, ct);
        var compared = 0L;
        foreach (var build in builds)
        {
            if (await build.Compare(log, database, ct) is not { } outcome) continue;
            compared += outcome.Rows;
            if (outcome.Found > 0) logger.LogError("{Build} differs from the log: {Difference}", build.Build.Build.Name, outcome.Named[0].SafeSentence);
            await using var connection = await database.OpenConnectionAsync(ct);
            await Certificates.Note(connection, build, outcome.Rows, outcome.Found, outcome.Named, ct);
        }
        return compared;
    }

    private async Task<AuditedBuild> Next(Provable build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var (reached, rows) = await Certificates.Reached(connection, build.Build.Name, ct);
        return new(build, Slice.After(reached, rows, RowsAtOnce), await Account.Parked(connection, build.Build.Name, ct));
    }

    private async Task Read(IReadOnlyList<AuditedBuild> builds, CancellationToken ct)
    {
        var end = builds.Max(build => build.Build.Position);
        await foreach (var page in log.ReadStored(LogPosition.Start, ct))
            foreach (var turn in page.Chunk(FactsOfTurn))
            {
                var began = Stopwatch.GetTimestamp();
                var facts = await log.Decode([.. turn.Select(stored => stored.Fact)], rememberKeys: true, ct);
                foreach (var build in builds) build.Fold(facts, build.Build.Position);
                if (facts[^1].Position >= end) return;
                await Task.Delay(Stopwatch.GetElapsedTime(began) * (1 / Share - 1), ct);
                await GiveWay(ct);
            }
    }

    private async Task GiveWay(CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        while (ThreadPool.PendingWorkItemCount > 0 && Stopwatch.GetElapsedTime(since) < Patience) await Task.Delay(LooksForRoom, ct);
    }
}
