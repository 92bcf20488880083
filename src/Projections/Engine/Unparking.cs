using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Parked facts that people want tried again, or left out: those of a customer in their order, the rest of which go on waiting behind one that still fails.</summary>
internal sealed class Unparking(IEventLog log, NpgsqlDataSource database)
{
    private sealed record Parked(long Ordinal, LogPosition Position, string Key, StreamName Stream, long Revision, LogPosition Tried, bool IsSkipped);

    /// <summary>Brings the build to what was said. Its caller holds the lease under which it is written.</summary>
    /// <param name="build">All it holds is written.</param>
    /// <param name="ct">Cancels; what was settled stays.</param>
    public async Task Obey(Folding build, CancellationToken ct)
    {
        if (build.Checkpoint.Parked == 0) return;
        var (skipped, retried) = await Said(build, ct);
        if (skipped.Count + retried.Count == 0) return;
        foreach (var waiting in (await Read(build.Build, ct)).GroupBy(parked => parked.Key))
        {
            var left = waiting.Where(parked => !parked.IsSkipped && skipped.ContainsKey(parked.Position.ToString())).ToList();
            var tries = retried.TryGetValue(waiting.Key, out var asked) && waiting.Any(parked => !parked.IsSkipped && parked.Tried < asked);
            if (left.Count == 0 && !tries) continue;
            foreach (var parked in left) await Skip(build.Build, parked, skipped[parked.Position.ToString()], ct);
            await Retry(build, waiting.Key, [.. waiting.Where(parked => !parked.IsSkipped).Except(left)], asked, ct);
        }
    }

    /// <summary>As far as the build has read: which parked facts are left out and why, by position; and where in the log it was last asked to try those of a key again.</summary>
    private async Task<(IReadOnlyDictionary<string, string> Skipped, IReadOnlyDictionary<string, LogPosition> Retried)> Said(Folding build, CancellationToken ct)
    {
        Dictionary<string, string> skipped = [];
        Dictionary<string, LogPosition> retried = [];
        await foreach (var recorded in log.ReadStream(BuildStreams.StreamOf(build.Build.Projection), 0, ct))
            if (recorded.Position > build.Checkpoint.Position) break;
            else if (recorded.Fact is ParkedFactSkipped skip) skipped[skip.Position] = skip.Reason;
            else if (recorded.Fact is ParkedFactsRetried retry) retried[retry.Key] = recorded.Position;
        return (skipped, retried);
    }

    private async Task Retry(Folding build, string key, IReadOnlyList<Parked> waiting, LogPosition asked, CancellationToken ct)
    {
        List<Recorded> facts = [];
        foreach (var parked in waiting) facts.Add(await Find(parked, ct));
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (settled, error) = (0, default(Exception));
        try
        {
            (settled, error) = await build.FoldParked(facts, connection, ct);
            await build.Write(connection, [Lease.Writing(build.Build.LeasedAs)], ct);
        }
        catch (Exception refused) when (Advance.IsAboutTheFacts(refused))
        {
            // The database, or a computation, refuses what one of them asks for: none is applied.
            await transaction.RollbackAsync(ct);
            build.Forget();
            await Note(database.CreateCommand(), build.Build, [waiting[0]], refused, asked, ct);
            return;
        }
        await using (var gone = new NpgsqlCommand("delete from control.parked where build = $1 and ordinal = any($2)", connection))
        {
            gone.Parameters.Add(new() { Value = build.Build.Name });
            gone.Parameters.Add(new() { Value = waiting.Take(settled).Select(parked => parked.Ordinal).ToArray() });
            await gone.ExecuteNonQueryAsync(ct);
        }
        await using (var note = new NpgsqlCommand { Connection = connection }) await Note(note, build.Build, [.. waiting.Skip(settled)], error, asked, ct);
        await transaction.CommitAsync(ct);
        build.SetParked(key, settled < waiting.Count);
        build.Written();
    }

    /// <summary>The first of them is what stops the others.</summary>
    private static async Task Note(NpgsqlCommand command, Build build, IReadOnlyList<Parked> waiting, Exception? error, LogPosition asked, CancellationToken ct)
    {
        if (waiting.Count == 0) return;
        command.CommandText = """
            update control.parked set tried_commit = $3, tried_prepare = $4, error = case when ordinal = $5 then $6 end
            where build = $1 and ordinal = any($2)
            """;
        foreach (object value in new object[]
        {
            build.Name, waiting.Select(parked => parked.Ordinal).ToArray(), (long)asked.Commit, (long)asked.Prepare, waiting[0].Ordinal,
            error?.Message.Replace('\0', ' ') ?? "",
        })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task Skip(Build build, Parked parked, string reason, CancellationToken ct)
    {
        await using var command = database.CreateCommand("update control.parked set skipped = $3 where build = $1 and ordinal = $2");
        foreach (object value in new object[] { build.Name, parked.Ordinal, reason }) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<Recorded> Find(Parked parked, CancellationToken ct)
    {
        await foreach (var recorded in log.ReadStream(parked.Stream, parked.Revision, ct))
            if (recorded.Position == parked.Position) return recorded;
        throw new LogCorruptedException($"The parked fact at {parked.Position} is not in {parked.Stream} any more.");
    }

    private async Task<IReadOnlyList<Parked>> Read(Build build, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            select ordinal, commit_position, prepare_position, key, stream, revision, tried_commit, tried_prepare, skipped is not null
            from control.parked where build = $1 order by ordinal
            """);
        command.Parameters.Add(new() { Value = build.Name });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<Parked> parked = [];
        while (await reader.ReadAsync(ct))
            parked.Add(new(
                reader.GetInt64(0), new((ulong)reader.GetInt64(1), (ulong)reader.GetInt64(2)), reader.GetString(3), new(reader.GetString(4)), reader.GetInt64(5),
                new((ulong)reader.GetInt64(6), (ulong)reader.GetInt64(7)), reader.GetBoolean(8)));
        return parked;
    }
}
