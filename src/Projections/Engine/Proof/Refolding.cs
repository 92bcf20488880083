using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Folds builds again beside themselves, all in one scan of the log, each as far as its original has read. What it made is gone when it is disposed of, or when the next one begins after its process has died.
/// </summary>
internal sealed class Refolding(IEventLog log, NpgsqlDataSource database) : IAsyncDisposable
{
    private const int MostAttempts = 10;
    private const string Name = "verification";
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly Advance _advance = new(database);
    private List<Refolded> _begun = [];
    private Lease? _lease;

    /// <summary>Those that could be folded again.</summary>
    public IReadOnlyList<Refolded> Builds { get; private set; } = [];

    public IProgress<long>? Progress { get; init; }

    /// <summary>From the moment its builds can be seen, it can be seen too that somebody is making them.</summary>
    /// <exception cref="BuildFaultedException">Another one is under way: it might put back what that one, which folded later, has mended.</exception>
    public async Task Begin(IReadOnlyList<Provable> originals, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await DropAbandoned(connection, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        List<Refolded> builds = [];
        foreach (var original in originals)
        {
            var projection = original.Create();
            var again = (await Add(connection, original.Build, ct)) with { Until = original.Position };
            builds.Add(new(original, projection, new(again, projection, Checkpoint.Start, [])));
        }
        _lease = await Lease.TryTake(database, [Name, .. builds.Select(build => build.Schema)], ct) ?? throw new BuildFaultedException("Another verification is under way. Wait for its end.");
        await transaction.CommitAsync(ct);
        _begun = builds;
    }

    /// <summary>Folds all of them, and answers a sentence for each that cannot be folded again.</summary>
    public async Task<IReadOnlyList<string>> Fold(CancellationToken ct)
    {
        var makings = _begun.ToDictionary(build => build, build => new Making(build.Again));
        await new Scan(log, database, Portions.Usual, LookEvery, Progress).Run([.. makings.Values], ct);
        Builds = [.. _begun.Where(build => makings[build].Fault is null)];
        return [.. makings.Where(making => making.Value.Fault is not null)
            .Select(making => $"{making.Key.Original.Name} is skipped: it cannot be folded again. {making.Value.Fault!.Message}")];
    }

    /// <summary>Brings a build's rows to a later position inside a transaction; once that is committed they are <see cref="Folding.Written"/>.</summary>
    public async Task Finish(Refolded build, LogPosition position, NpgsqlConnection connection, CancellationToken ct)
    {
        // After a crash of PostgreSQL a build may be where it was a moment before.
        if (build.Again.Reached.Position > position) throw new BuildFaultedException($"{build.Original.Name} has gone back to {position} meanwhile; verify again.");
        if (build.Again.Reached.Position == position) return;
        List<Recorded> rest = [];
        await foreach (var page in log.ReadAll(build.Again.Reached.Position, ct))
        {
            rest.AddRange(page.Where(fact => fact.Position <= position));
            if (page[^1].Position >= position) break;
        }
        await build.Again.Fold(new(rest), connection, ct);
        await build.Again.Write(connection, [], ct);
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var build in _begun) await Control.Drop(connection, build.Schema, CancellationToken.None);
        if (_lease is not null) await _lease.DisposeAsync();
    }

    /// <summary>
    /// Does something that brings the build level with its original in a transaction; null where that was given up meanwhile. It is done again
    /// where a fact is refused there, once that is parked outside of it, and where PostgreSQL ended the transaction: a worker that takes
    /// the lease up does that to whoever writes.
    /// </summary>
    public async Task<T?> Level<T>(Refolded build, Func<Task<T>> inTransaction, CancellationToken ct) where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Approach(build, ct);
                var result = await inTransaction();
                build.Again.Written();
                return result;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                build.Again.Forget();
                if (await IsGone(build.Original, ct)) return null;
                if (attempt == MostAttempts || !(Advance.IsAboutTheFacts(error) || WasEnded(error))) throw;
            }
        }
    }

    /// <summary>Drops what a verification left whose process has died.</summary>
    public static async Task DropAbandoned(NpgsqlConnection connection, CancellationToken ct)
    {
        var known = await Control.Builds(connection, null, ct);
        var led = await Lease.Held(connection, ct);
        foreach (var (build, _) in known.Where(known => known.Build.State == BuildState.Proof && !led.Contains(known.Build.Name)))
            await Control.Drop(connection, build.Name, ct);
    }

    /// <summary>How far the build has read.</summary>
    /// <exception cref="BuildFaultedException">It was given up.</exception>
    public static async Task<Checkpoint> Reached(NpgsqlConnection connection, Build build, CancellationToken ct)
    {
        var checkpoint = await IsGone(connection, build, ct) ? null : await Control.CheckpointOf(connection, build.Name, ct);
        return checkpoint ?? throw new BuildFaultedException($"{build.Name} was given up meanwhile; verify again.");
    }

    /// <summary>
    /// Brings a build's rows to where its original is by now, by halves where a fact is refused, so that little is left to be done in a
    /// transaction; and does with parked facts what people said of them.
    /// </summary>
    private async Task Approach(Refolded build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var found = await Reached(connection, build.Original, ct);
        if (build.Again.Checkpoint.Position < found.Position) await _advance.To(found.Position, build.Again, log, ct);
        await new Unparking(log, database).Obey(build.Again, ct);
    }

    private async Task<bool> IsGone(Build build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await IsGone(connection, build, ct);
    }

    private static async Task<bool> IsGone(NpgsqlConnection connection, Build build, CancellationToken ct) =>
        await Control.Progress(connection, build.Name, ct) is null or { State: BuildState.Retired };

    private static bool WasEnded(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure }
            or NpgsqlException { InnerException: IOException };

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
        return original with { Name = name, State = BuildState.Proof, Publish = false, OnDemand = false, IsPaused = false, FactsPerSecond = null };
    }
}
