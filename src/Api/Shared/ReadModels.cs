using System.Data;
using Dapper;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace EventSourcedCrm.Api.Shared;

/// <summary>The tables the projections keep, read in snapshots of one build each.</summary>
public sealed class ReadModels(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Chooses the build and makes it the only schema the transaction's later statements see, and they may only read. They are planned for the filters of each
    // request: a plan that is kept for any (PostgreSQL chooses one after five requests, connection by connection) takes several times as long for some.
    private const string Choose = """
        select b.build, b.definition, b.zone, b.tz_version, b.state, c.commit_position, c.prepare_position, c.ordinal, c.parked,
               (select count(*) from control.parked p where p.build = b.build and p.skipped is not null) as skipped,
               set_config('search_path', quote_ident(b.build), true) as search_path,
               set_config('transaction_read_only', 'on', true) as read_only,
               set_config('plan_cache_mode', 'force_custom_plan', true) as plans
        from control.build b
        join control.checkpoint c using (build)
        where b.projection = @Projection
          and b.build = coalesce(@Build, (select l.build from control.live l where l.projection = @Projection))
        """;

    /// <summary>A connection outside any build, for what schema <c>control</c> tells.</summary>
    public ValueTask<NpgsqlConnection> Connect(CancellationToken ct) => database.OpenConnectionAsync(ct);

    /// <summary>A snapshot of the projection's live build, or of the build named: by a cursor that began in it, or by whoever asks.</summary>
    /// <exception cref="RejectedException">There is no such build, or it has not caught up with the caller's own writes in time.</exception>
    public async Task<Snapshot> Open(string projection, LogPosition? readAfter, CancellationToken ct, string? build = null)
    {
        var deadline = clock.GetUtcNow() + Patience;
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            var snapshot = await Begin(projection, build, ct);
            if (readAfter is not { } position || snapshot.Build.Position >= position) return snapshot;
            await snapshot.DisposeAsync();
            if (snapshot.Build.Ends) throw new RejectedException(new(StatusCodes.Status409Conflict, "build-ends-before",
                $"{snapshot.Build.Name} ends at {snapshot.Build.Position} for ever, before {position}. Ask it without X-Read-After, or another build."));
            if (clock.GetUtcNow() > deadline)
                throw Unavailable("read-model-behind", $"What is shown here ends at {snapshot.Build.Position}, before {position}. Try again in a moment.");
            await Task.Delay(pause, clock, ct);
            pause = pause < TimeSpan.FromMilliseconds(50) ? pause * 2 : pause;
        }
    }

    /// <summary>Two builds of the projection as one instant of the database has them; null stands for the live one.</summary>
    /// <exception cref="RejectedException">There is no such build.</exception>
    public async Task<(Snapshot Left, Snapshot Right)> OpenBoth(string projection, string? left, string? right, CancellationToken ct)
    {
        var first = await Begin(projection, left, ct);
        try
        {
            return (first, await Begin(projection, right, ct, await first.Export(ct)));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    private async Task<Snapshot> Begin(string projection, string? build, CancellationToken ct, string? exported = null)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            // The name is PostgreSQL's own, and the statement takes no parameters.
            if (exported is not null) await connection.ExecuteAsync(new CommandDefinition($"set transaction snapshot '{exported}'", transaction: transaction, cancellationToken: ct));
            var chosen = await connection.QuerySingleOrDefaultAsync<Row>(
                new CommandDefinition(Choose, new { Projection = projection, Build = build }, transaction, cancellationToken: ct));
            if (chosen is null) throw build is null ? NotReady(projection) : Gone();
            return new(connection, transaction, chosen.ToBuild());
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await connection.DisposeAsync();
            throw NotReady(projection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static RejectedException NotReady(string projection) =>
        Unavailable("read-model-missing", $"The tables of {projection} are not built yet. Try again in a moment.");

    private static RejectedException Gone() =>
        new(new(StatusCodes.Status409Conflict, "build-gone", "The tables this list began in have been replaced. Begin again without a cursor."));

    private static RejectedException Unavailable(string code, string sentence) => new(new(StatusCodes.Status503ServiceUnavailable, code, sentence));

    private sealed record Row(string Build, string Definition, string Zone, string TzVersion, string State, long CommitPosition, long PreparePosition, long Ordinal, long Parked, long Skipped, string SearchPath, string ReadOnly, string Plans)
    {
        public Build ToBuild() => new(Build, Definition, Zone, TzVersion, new((ulong)CommitPosition, (ulong)PreparePosition), Ordinal, Parked - Skipped, State, State == "frozen", Skipped);
    }
}
