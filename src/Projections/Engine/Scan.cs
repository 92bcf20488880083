using System.Diagnostics;
using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// One reading of the log for several builds: folds in memory within a bound, writes bare tables with COPY, their keys last, and goes on
/// as a catch-up in large pages where the bound was reached. A build leaves when it has come to where it stops, is paused, is given
/// up or fails; the others go on.
/// </summary>
internal sealed class Scan(IEventLog log, NpgsqlDataSource database, long memoryBound, TimeSpan lookEvery, IProgress<long>? progress)
{
    private const int CatchUpPage = 20_000;

    private readonly Advance _advance = new(database);
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private readonly List<FactPage> _pages = [];
    private List<Making> _builds = [];
    private TimeSpan _looked;
    private bool _isBare;

    /// <summary>Ends with every build that has not left a candidate at the head of the log as it was found.</summary>
    /// <param name="builds">All at one position: at the start with nothing written, or wherever their tables are.</param>
    /// <param name="ct">Leaves the builds as they are written, to be taken up again.</param>
    public async Task Run(IReadOnlyList<Making> builds, CancellationToken ct)
    {
        _builds = [.. builds];
        var (from, begun) = (builds[0].Folding.Checkpoint.Position, builds[0].Folding.Checkpoint.Ordinal);
        var read = begun;
        _isBare = begun == 0;
        if (_isBare)
            foreach (var build in builds) build.Folding.StartBare();
        await BuildProgress.Begin(database, builds, await log.Count(ct), ct);
        await foreach (var facts in log.ReadAll(from, ct))
        {
            await Take(new(facts), ct);
            read += facts.Count;
            progress?.Report(read);
            if (_running.Elapsed - _looked > lookEvery) await Look(ct);
            await KeepPace(read - begun, ct);
            if (_builds.Count == 0) return;
        }
        await CatchUp(ct);
        await Finish([.. _builds], ct);
    }

    private async Task Take(FactPage page, CancellationToken ct)
    {
        if (_isBare)
        {
            await Each(_builds, build => build.Of(page) is { } part ? build.Folding.FoldBare(part) : Task.CompletedTask, ct);
            await Finish([.. _builds.Where(build => build.EndsIn(page))], ct);
            if (GC.GetTotalMemory(false) > memoryBound) await WriteAllBare(ct);
            return;
        }
        _pages.Add(page);
        if (_pages.Sum(waiting => waiting.Facts.Count) >= CatchUpPage || _builds.Any(build => build.EndsIn(page))) await CatchUp(ct);
    }

    /// <summary>Advances the builds, whose tables have their keys, by what has been read.</summary>
    private async Task CatchUp(CancellationToken ct)
    {
        if (_pages.Count == 0) return;
        var page = FactPage.Of([.. _pages]);
        _pages.Clear();
        await Each(_builds, build => build.Of(page) is { } part ? _advance.By(part, [build.Folding], ct) : Task.CompletedTask, ct);
        await Finish([.. _builds.Where(build => build.EndsIn(page))], ct);
    }

    /// <summary>Memory is full: the tables are bare no longer.</summary>
    private async Task WriteAllBare(CancellationToken ct)
    {
        await Each(_builds, build => WriteBare(build.Folding, ct), ct);
        _isBare = false;
    }

    /// <summary>Writes what is not written yet, and says what they are now.</summary>
    private async Task Finish(List<Making> builds, CancellationToken ct)
    {
        if (builds.Count == 0) return;
        if (_isBare) await Each(builds, build => WriteBare(build.Folding, ct), ct);
        foreach (var build in builds.Where(build => build.Fault is null))
            await BuildProgress.End(database, build.Name, build.Until is null ? BuildState.Candidate : BuildState.Frozen, null, ct);
        _builds.RemoveAll(builds.Contains);
    }

    /// <summary>Says how far the builds are, and hears which of them are to wait or were given up.</summary>
    private async Task Look(CancellationToken ct)
    {
        _looked = _running.Elapsed;
        var wishes = await BuildProgress.Tell(database, _builds, ct);
        foreach (var build in _builds.Where(build => !wishes.ContainsKey(build.Name))) build.Folding.Forget();
        _builds.RemoveAll(build => !wishes.ContainsKey(build.Name));
        var paused = _builds.Where(build => wishes[build.Name].IsPaused).ToList();
        if (paused.Count == 0) return;
        await CatchUp(ct);
        if (_isBare) await Each(paused, build => WriteBare(build.Folding, ct), ct);
        _builds.RemoveAll(paused.Contains);
    }

    /// <summary>No faster than the slowest of the builds is to be made; they may be paused or given up while they wait.</summary>
    private async Task KeepPace(long read, CancellationToken ct)
    {
        while (_builds.Min(build => build.Folding.Build.FactsPerSecond) is { } rate && TimeSpan.FromSeconds((double)read / rate) - _running.Elapsed is { Ticks: > 0 } early)
        {
            await Task.Delay(early < lookEvery ? early : lookEvery, ct);
            await Look(ct);
        }
    }

    /// <summary>Builds share nothing but the facts, so that every processor takes one.</summary>
    private async Task Each(List<Making> builds, Func<Making, Task> work, CancellationToken ct)
    {
        await Parallel.ForEachAsync(builds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, async (build, _) =>
        {
            try
            {
                await work(build);
            }
            catch (Exception error) when (IsOfTheBuild(error))
            {
                build.Fault = error;
            }
        });
        foreach (var build in builds.Where(build => build.Fault is not null).ToList())
        {
            await BuildProgress.End(database, build.Name, BuildState.Faulted, build.Fault!.Message, ct);
            build.Folding.Forget();
            _builds.Remove(build);
        }
    }

    /// <summary>It would come again; a server that is away for a while, or another maker, would not.</summary>
    private static bool IsOfTheBuild(Exception error) => error switch
    {
        OperationCanceledException or LeaseLostException or TimeoutException => false,
        PostgresException { SqlState: var state } => state[..2] is not ("08" or "40" or "53" or "55" or "57" or "58"),
        NpgsqlException => false,
        _ => true,
    };

    private async Task WriteBare(Folding build, CancellationToken ct)
    {
        try
        {
            await WriteAsItIs(build, ct);
        }
        catch (Exception error) when (Advance.IsAboutTheFacts(error))
        {
            // Some fact's rows can be neither computed nor written: from empty tables on in pages, which are halved until it is found and parked.
            var reached = build.Reached.Position;
            build.Forget();
            await WriteAsItIs(build, ct);
            await _advance.To(reached, build, log, ct);
        }
    }

    private async Task WriteAsItIs(Folding build, CancellationToken ct)
    {
        build.Derive();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await BuildProgress.Hold(connection, build.Build.Name, ct);
        await build.WriteBare(connection, ct);
        await transaction.CommitAsync(ct);
        build.EndBare();
    }
}
