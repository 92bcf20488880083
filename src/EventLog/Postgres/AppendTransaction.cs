using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Stores a group of appends in one transaction. It is sent as it was made ready, to be stored in one statement; where the log or a stream is not as that
/// assumed, or what became of it is not known, it locks, looks and decides.
/// </summary>
/// <param name="source">Where the log is.</param>
/// <param name="recent">Told what was committed.</param>
internal sealed class AppendTransaction(NpgsqlDataSource source, RecentFacts recent) : IDisposable
{
    private readonly IAllOrNothing _atOnce = AllOrNothing.Over(source);

    /// <summary>By whoever made the group complete. Never throws, and blocks for no longer than PostgreSQL takes to read it.</summary>
    public void Send(PendingGroup group)
    {
        if (group.After is not null) _atOnce.Send(group);
    }

    /// <summary>Blocks until the group is stored, or what is to be said of it is known.</summary>
    /// <param name="group">The one last sent.</param>
    public Committed Commit(PendingGroup group)
    {
        if (group.After is not { } after || !_atOnce.IsStored(group)) return Decide(group.Appends);
        recent.Add(group.Facts);
        return new(group.Answers, after);
    }

    public void Dispose() => _atOnce.Dispose();

    private Committed Decide(IReadOnlyList<PendingAppend> appends) => Persistently.Try(() =>
    {
        using var connection = source.OpenConnection();
        return LockAndDecide(connection, appends);
    }, Persistently.ForAWhile);

    private Committed LockAndDecide(NpgsqlConnection connection, IReadOnlyList<PendingAppend> appends)
    {
        try
        {
            var (head, group) = LockAndLook(connection, appends);
            var doubtful = appends.Where(group.LooksBack).ToArray();
            if (doubtful.Length > 0) LookBack(connection, group, doubtful);
            Answer[] answers = [.. appends.Select(a => new Answer(group.Decide(a), group.LastRevision(a.Stream)))];
            return new(answers, WriteAndCommit(connection, head, group.Placed));
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

    private Head WriteAndCommit(NpgsqlConnection connection, Head head, IReadOnlyList<Placed> placed)
    {
        if (placed.Count == 0)
        {
            Rollback(connection);
            return head;
        }
        CanonicalFact[] facts = [.. placed.Select(p => p.RecordedAt(head.RecordedAt))];
        var hashes = Hashes(head, facts);
        var insert = new FactInsert();
        insert.Set(head.Position, head.RecordedAt, placed, hashes);
        using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command(FactInsert.Sql, [.. insert.Parameters]),
                Command("update log.head set position = $1, recorded_at = $2, hash = $3 where only_row",
                    new() { Value = placed[^1].Position }, new() { Value = head.RecordedAt }, new() { Value = hashes[^1] }),
                new("notify log_head"),
                new("commit"),
            },
        };
        batch.ExecuteNonQuery();
        recent.Add(facts);
        return new(placed[^1].Position, head.RecordedAt, hashes[^1]);
    }

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

/// <summary>What became of a group.</summary>
/// <param name="Answers">One an append.</param>
/// <param name="Head">Where the log ends after it.</param>
internal sealed record Committed(IReadOnlyList<Answer> Answers, Head Head);
