using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Builds projections anew, several in one scan of the log: folds in memory within a bound, writes bare tables with COPY,
/// their keys last, and goes on as a catch-up in large pages where the bound was reached.
/// </summary>
public sealed class Builder(IEventLog log, NpgsqlDataSource database)
{
    private const int CatchUpPage = 20_000;
    private readonly Advance _advance = new(database);

    /// <summary>Bytes of managed memory at which what is held is written out.</summary>
    public long MemoryBound { get; init; } = 700L << 20;

    /// <summary>Facts folded so far, for progress.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Ends with every build a candidate at the head of the log as it was found; a build that fails is faulted, and the error is thrown.</summary>
    public async Task<IReadOnlyList<Build>> Build(IReadOnlyList<ProjectionSource> sources, BuildSettings settings, bool publish, CancellationToken ct)
    {
        var (builds, lease) = await Begin(sources, settings, publish, ct);
        await using var held = lease;
        try
        {
            await Fold(builds, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await Mark(builds, BuildState.Faulted, error.Message, CancellationToken.None);
            throw;
        }
        await Mark(builds, BuildState.Candidate, null, ct);
        return [.. builds.Select(build => build.Build with { State = BuildState.Candidate })];
    }

    /// <summary>From the moment the builds can be seen, it can be seen too that somebody is making them.</summary>
    private async Task<(List<Folding> Builds, Lease Lease)> Begin(IReadOnlyList<ProjectionSource> sources, BuildSettings settings, bool publish, CancellationToken ct)
    {
        List<Folding> builds = [];
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        foreach (var source in sources)
        {
            var projection = source.Create(settings);
            builds.Add(new(await Control.Add(connection, projection, source.DefinitionUnder(settings), settings, publish, ct), projection, Checkpoint.Start, []));
        }
        var lease = await Lease.TryTake(database, [.. builds.Select(build => build.Build.Name)], ct);
        await transaction.CommitAsync(ct);
        return (builds, lease!);
    }

    private async Task Fold(List<Folding> builds, CancellationToken ct)
    {
        List<Recorded> page = [];
        var isBare = true;
        foreach (var build in builds) build.StartBare();
        await foreach (var facts in log.ReadAll(LogPosition.Start, ct))
        {
            if (isBare) isBare = await FoldBare(new(facts), builds, ct);
            else page.AddRange(facts);
            if (page.Count >= CatchUpPage) await CatchUp();
            Progress?.Report(builds[0].Reached.Ordinal);
        }
        await CatchUp();
        if (isBare) await WriteBare(builds, ct);

        async Task CatchUp()
        {
            if (page.Count == 0) return;
            var facts = new FactPage(page);
            await Each(builds, build => _advance.By(facts, [build], ct), ct);
            page = [];
        }
    }

    /// <summary>False when memory is full and all that was held is written: the tables are bare no longer.</summary>
    private async Task<bool> FoldBare(FactPage page, List<Folding> builds, CancellationToken ct)
    {
        await Each(builds, build => build.FoldBare(page), ct);
        if (GC.GetTotalMemory(false) <= MemoryBound) return true;
        await WriteBare(builds, ct);
        return false;
    }

    private Task WriteBare(List<Folding> builds, CancellationToken ct) => Each(builds, async build =>
    {
        try
        {
            await WriteBare(build, ct);
        }
        catch (Exception error) when (Advance.IsAboutTheFacts(error))
        {
            await BeginAgain(build, ct);
        }
    }, ct);

    /// <summary>Builds share nothing but the facts, so that every processor takes one.</summary>
    private static Task Each(List<Folding> builds, Func<Folding, Task> work, CancellationToken ct) => Parallel.ForEachAsync(
        builds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, async (build, _) => await work(build));

    /// <summary>Some fact's rows can be neither computed nor written: from empty tables on in pages, which are halved until it is found and parked.</summary>
    private async Task BeginAgain(Folding build, CancellationToken ct)
    {
        var reached = build.Reached.Position;
        build.Forget();
        await WriteBare(build, ct);
        await _advance.To(reached, build, log, ct);
    }

    private async Task WriteBare(Folding build, CancellationToken ct)
    {
        build.Derive();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await build.WriteBare(connection, ct);
        await transaction.CommitAsync(ct);
        build.EndBare();
    }

    private async Task Mark(List<Folding> builds, BuildState state, string? error, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var build in builds) await Control.SetState(connection, build.Build.Name, state, error, ct);
    }
}
