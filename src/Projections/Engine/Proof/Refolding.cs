using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Folds builds again beside themselves, all in one scan of the log, each as far as its original has read; in memory within a bound,
/// in tables beyond it. What it made is gone when it is disposed of, or when the next one begins after its process has died.
/// </summary>
internal sealed class Refolding(IEventLog log, NpgsqlDataSource database) : IAsyncDisposable
{
    private const int CatchUpPage = 20_000;
    private readonly Advance _advance = new(database);
    private Lease? _lease;

    public IReadOnlyList<Refolded> Builds { get; private set; } = [];

    /// <summary>Bytes of managed memory at which what is held is written out.</summary>
    public long MemoryBound { get; init; } = 600L << 20;

    public IProgress<long>? Progress { get; init; }

    /// <summary>From the moment its builds can be seen, it can be seen too that somebody is making them.</summary>
    public async Task Begin(IReadOnlyList<(Build Build, LogPosition Until, Func<Projection> Create)> originals, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await DropAbandoned(connection, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        List<Refolded> builds = [];
        foreach (var (build, until, create) in originals)
        {
            var projection = create();
            builds.Add(new(build, until, projection, new(await Add(connection, build, ct), projection, Checkpoint.Start, [])));
        }
        _lease = await Lease.TryTake(database, [.. builds.Select(build => build.Schema)], ct);
        await transaction.CommitAsync(ct);
        Builds = builds;
    }

    public async Task Fold(CancellationToken ct)
    {
        var end = Builds.Max(build => build.Until);
        List<Recorded> waiting = [];
        var isBare = true;
        foreach (var build in Builds) build.Again.StartBare();
        await foreach (var facts in log.ReadAll(LogPosition.Start, ct))
        {
            if (isBare) isBare = await FoldBare(facts, ct);
            else waiting.AddRange(facts);
            if (waiting.Count >= CatchUpPage) await CatchUp();
            Progress?.Report(Builds.Max(build => build.Again.Reached.Ordinal));
            if (facts[^1].Position >= end) break;
        }
        await CatchUp();
        if (isBare) await WriteBare(ct);

        async Task CatchUp()
        {
            await Each(waiting, (build, page) => _advance.By(page, [build.Again], ct), ct);
            waiting = [];
        }
    }

    /// <summary>Brings a build's rows to where its original is by now, by halves where a fact is refused, so that little is left to be done in a transaction.</summary>
    public async Task Approach(Refolded build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var found = await Control.CheckpointOf(connection, build.Original.Name, ct) ?? throw Gone(build.Original);
        if (build.Again.Checkpoint.Position < found.Position) await _advance.To(found.Position, build.Again, log, ct);
    }

    /// <summary>Brings a build's rows to a later position inside a transaction; once that is committed they are <see cref="Folding.Written"/>.</summary>
    public async Task Finish(Refolded build, LogPosition position, NpgsqlConnection connection, CancellationToken ct)
    {
        List<Recorded> rest = [];
        if (build.Again.Reached.Position >= position) return;
        await foreach (var page in log.ReadAll(build.Again.Reached.Position, ct))
        {
            rest.AddRange(page.Where(fact => fact.Position <= position));
            if (page[^1].Position >= position) break;
        }
        await build.Again.Fold(new(rest), connection, ct);
        await using var batch = new NpgsqlBatch(connection);
        build.Again.AddWrites(batch);
        await batch.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var build in Builds) await Control.Drop(connection, build.Schema, CancellationToken.None);
        if (_lease is not null) await _lease.DisposeAsync();
    }

    public static BuildFaultedException Gone(Build build) => new($"{build.Name} was dropped meanwhile; verify again.");

    /// <summary>False when memory is full and all that was held is written: the tables are bare no longer.</summary>
    private async Task<bool> FoldBare(IReadOnlyList<Recorded> facts, CancellationToken ct)
    {
        await Each(facts, (build, page) => build.Again.FoldBare(page), ct);
        if (GC.GetTotalMemory(false) <= MemoryBound) return true;
        await WriteBare(ct);
        return false;
    }

    private Task WriteBare(CancellationToken ct) => Parallel.ForEachAsync(Builds, AtOnce(ct), async (build, _) =>
    {
        try
        {
            await WriteBare(build.Again, ct);
        }
        catch (Exception error) when (Advance.IsAboutTheFacts(error))
        {
            var reached = build.Again.Reached.Position;
            build.Again.Forget();
            await WriteBare(build.Again, ct);
            await _advance.To(reached, build.Again, log, ct);
        }
    });

    private async Task WriteBare(Folding build, CancellationToken ct)
    {
        build.Derive();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await build.WriteBare(connection, ct);
        await transaction.CommitAsync(ct);
        build.EndBare();
    }

    /// <summary>Every build that has not come to its end folds its part of the facts; those that need all of them share their hash.</summary>
    private Task Each(IReadOnlyList<Recorded> facts, Func<Refolded, FactPage, Task> fold, CancellationToken ct)
    {
        if (facts.Count == 0) return Task.CompletedTask;
        var all = new FactPage(facts);
        return Parallel.ForEachAsync(Builds.Where(build => build.Until >= facts[0].Position), AtOnce(ct), async (build, _) =>
            await fold(build, build.Until >= all.End ? all : new([.. facts.Where(fact => fact.Position <= build.Until)])));
    }

    private static ParallelOptions AtOnce(CancellationToken ct) => new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };

    private static async Task<Build> Add(NpgsqlConnection connection, Build original, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with added as (
                insert into control.build (build, projection, version, shape, definition, zone, tz_version, state)
                select projection || '_proof' || nextval('control.build_number'), projection, version, shape, definition, zone, tz_version, 'proof'
                from control.build where build = $1
                returning *),
            started as (insert into control.checkpoint (build) select build from added)
            select build from added
            """, connection) { Parameters = { new() { Value = original.Name } } };
        var name = await command.ExecuteScalarAsync(ct) as string ?? throw new BuildFaultedException($"{original.Name} was dropped just now; verify again.");
        return original with { Name = name, State = BuildState.Proof };
    }

    private static async Task DropAbandoned(NpgsqlConnection connection, CancellationToken ct)
    {
        var known = await Control.Builds(connection, null, ct);
        var led = await Lease.Held(connection, ct);
        foreach (var (build, _) in known.Where(known => known.Build.State == BuildState.Proof && !led.Contains(known.Build.Name)))
            await Control.Drop(connection, build.Name, ct);
    }
}
