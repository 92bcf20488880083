using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Stores a group of appends in one transaction. It first tries a single statement that stores all or nothing, if the log ends where the
/// last group of this process left it and all streams are where their appends expect them; where they are not, it locks, looks and decides.
/// It keeps one connection to itself: a pool hands out its connections in turn, and each of PostgreSQL's processes would have to find its way anew.
/// </summary>
/// <param name="source">Where the log is.</param>
/// <param name="recent">Told what was committed.</param>
internal sealed class AppendTransaction(NpgsqlDataSource source, RecentFacts recent) : IDisposable
{
    private const string Insert = """
        insert into log.fact (position, revision, recorded_at, id, stream, type, data, metadata, hash)
        select $1 + n, revision, $2, id, stream, type, data, metadata, hash
        from unnest($3, $4, $5, $6, $7, $8, $9) with ordinality f (revision, id, stream, type, data, metadata, hash, n)
        """;

    private NpgsqlConnection? _connection;
    private Head? _left;

    private sealed record Head(long Position, DateTime RecordedAt, byte[] Hash);

    /// <summary>One answer an append, null where its stream is not as expected; then the last revision is in the second place.</summary>
    public (Appended? Answer, long LastRevision)[] Commit(IReadOnlyList<PendingAppend> appends)
    {
        _connection ??= source.OpenConnection();
        try
        {
            return TryAtOnce(_connection, appends) ?? LockAndDecide(_connection, appends);
        }
        catch
        {
            Dispose(); // whatever is wrong with it, the next one begins well
            throw;
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>One statement, one round trip. Null where another process, a retry or a conflict asks for a closer look.</summary>
    private (Appended?, long)[]? TryAtOnce(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends)
    {
        if (Interlocked.Exchange(ref _left, null) is not { } left) return null; // after an error nobody knows where the log ends
        var expected = new Dictionary<string, long>(appends.Count);
        foreach (var append in appends) expected.TryAdd(append.Stream.Value, append.Expected.Revision);
        var seen = expected.Where(stream => stream.Value >= 0).ToArray(); // where a stream is to be new its first revision is refused if it is not
        var group = new AppendGroup(left.Position, expected);
        var answers = appends.Select(a => (group.Decide(a), group.LastRevision(a.Stream))).ToArray();
        if (answers.Any(answer => answer.Item1 is null)) return null;

        var head = left with { RecordedAt = Later(left.RecordedAt) };
        var facts = Facts(head, group.Placed);
        var hashes = Hashes(head, facts);
        using var store = new NpgsqlCommand($"""
            with moved as (
                update log.head set position = $10, recorded_at = $2, hash = $11
                where only_row and position = $1 and hash = $12 and not exists (
                    select from unnest($13, $14) e (stream, revision)
                    where e.revision <> coalesce((select f.revision from log.fact f where f.stream = e.stream order by f.revision desc limit 1), -1))
                returning pg_notify('log_head', '')::text)
            {Insert} cross join moved
            """, connection);
        foreach (var parameter in FactParameters(head, group.Placed, hashes)) store.Parameters.Add(parameter);
        store.Parameters.Add(new() { Value = group.Placed[^1].Position });
        store.Parameters.Add(new() { Value = hashes[^1] });
        store.Parameters.Add(new() { Value = left.Hash });
        store.Parameters.Add(Text([.. seen.Select(stream => stream.Key)]));
        store.Parameters.Add(Long([.. seen.Select(stream => stream.Value)]));
        if (!Stored(store, group.Placed.Count)) return null;
        _left = new(group.Placed[^1].Position, head.RecordedAt, hashes[^1]);
        recent.Add(facts);
        return answers;
    }

    private static bool Stored(NpgsqlCommand store, int facts)
    {
        try
        {
            return store.ExecuteNonQuery() == facts;
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private (Appended?, long)[] LockAndDecide(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends)
    {
        try
        {
            var (head, group) = LockAndLook(connection, appends);
            var doubtful = appends.Where(group.LooksBack).ToArray();
            if (doubtful.Length > 0) LookBack(connection, group, doubtful);
            var answers = appends.Select(a => (group.Decide(a), group.LastRevision(a.Stream))).ToArray();
            WriteAndCommit(connection, head, group.Placed);
            return answers;
        }
        catch when (connection.FullState == System.Data.ConnectionState.Open)
        {
            Rollback(connection);
            throw;
        }
    }

    private static (Head, AppendGroup) LockAndLook(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends)
    {
        var streams = appends.Select(a => a.Stream.Value).Distinct().ToArray();
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("begin"),
                new("set local enable_seqscan = off"),  // plans are kept; one made while the table was small must serve when it is large
                new("select position, greatest(recorded_at, clock_timestamp()), hash from log.head where only_row for update"),
                Command("""
                    select s, coalesce((select f.revision from log.fact f where f.stream = s order by f.revision desc limit 1), -1)
                    from unnest($1) s
                    """, Text(streams)),
            },
        };
        using var rows = batch.ExecuteReader();
        rows.Read();
        var head = new Head(rows.GetInt64(0), rows.GetDateTime(1), rows.GetFieldValue<byte[]>(2));
        rows.NextResult();
        var last = new Dictionary<string, long>(streams.Length);
        while (rows.Read()) last.Add(rows.GetString(0), rows.GetInt64(1));
        return (head, new(head.Position, last));
    }

    private static void LookBack(NpgsqlConnection connection, AppendGroup group, IReadOnlyList<PendingAppend> appends)
    {
        using var query = new NpgsqlCommand("""
            select a.stream, f.revision, f.id, f.position
            from unnest($1, $2, $3) a (stream, revision, count)
            cross join lateral (
                select f.revision, f.id, f.position from log.fact f
                where f.stream = a.stream and f.revision > a.revision order by f.revision limit a.count) f
            """, connection)
        {
            Parameters =
            {
                Text([.. appends.Select(a => a.Stream.Value)]),
                Long([.. appends.Select(a => a.Expected.Revision)]),
                Long([.. appends.Select(a => (long)a.Facts.Length)]),
            },
        };
        using var rows = query.ExecuteReader();
        while (rows.Read()) group.Know(new(rows.GetString(0), rows.GetInt64(1), rows.GetGuid(2), rows.GetInt64(3)));
    }

    private void WriteAndCommit(NpgsqlConnection connection, Head head, IReadOnlyList<Placed> placed)
    {
        if (placed.Count == 0)
        {
            Rollback(connection);
            return;
        }
        var facts = Facts(head, placed);
        var hashes = Hashes(head, facts);
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(Insert, FactParameters(head, placed, hashes)),
                Command("update log.head set position = $1, recorded_at = $2, hash = $3 where only_row",
                    new() { Value = placed[^1].Position }, new() { Value = head.RecordedAt }, new() { Value = hashes[^1] }),
                new("notify log_head"),
                new("commit"),
            },
        };
        batch.ExecuteNonQuery();
        _left = new(placed[^1].Position, head.RecordedAt, hashes[^1]);
        recent.Add(facts);
    }

    private static NpgsqlParameter[] FactParameters(Head head, IReadOnlyList<Placed> placed, byte[][] hashes) =>
    [
        new() { Value = head.Position }, new() { Value = head.RecordedAt },
        Long([.. placed.Select(p => p.Revision)]), new() { Value = placed.Select(p => p.Fact.Id).ToArray() },
        Text([.. placed.Select(p => p.Stream.Value)]), Text([.. placed.Select(p => p.Fact.Type)]),
        new() { Value = placed.Select(p => p.Fact.Data).ToArray() }, new() { Value = placed.Select(p => p.Fact.Metadata).ToArray() },
        new() { Value = hashes },
    ];

    /// <summary>Now, to the microsecond that PostgreSQL keeps, but never before the fact ahead.</summary>
    private static DateTime Later(DateTime previous)
    {
        var now = DateTime.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return now > previous ? now : previous;
    }

    private static CanonicalFact[] Facts(Head head, IReadOnlyList<Placed> placed) =>
        [.. placed.Select(p => new CanonicalFact(LogPosition.At(p.Position), p.Stream, p.Revision, p.Fact.Id, p.Fact.Type, p.Fact.Data, p.Fact.Metadata, head.RecordedAt))];

    private static byte[][] Hashes(Head head, CanonicalFact[] facts)
    {
        var hash = head.Hash;
        return [.. facts.Select(fact => hash = RunningHash.Next(hash, fact))];
    }

    private static void Rollback(NpgsqlConnection connection)
    {
        using var rollback = new NpgsqlCommand("rollback", connection);
        rollback.ExecuteNonQuery();
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        return command;
    }

    private static NpgsqlParameter Text(string[] values) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Long(long[] values) => new() { Value = values };
}
