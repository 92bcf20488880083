using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Copies facts of another log behind the head of this one, in one transaction, with their streams, revisions, ids, bytes and instants.
/// It refuses a fact that is not the next of its stream.
/// </summary>
internal sealed class Transplant
{
    private readonly NpgsqlConnection _connection;
    private readonly Dictionary<string, long> _revisions;
    private long _position;
    private DateTime _recordedAt;
    private byte[] _hash;

    private Transplant(NpgsqlConnection connection, Dictionary<string, long> revisions, (long Position, DateTime RecordedAt, byte[] Hash) head)
    {
        (_connection, _revisions) = (connection, revisions);
        (_position, _recordedAt, _hash) = head;
    }

    /// <summary>Fills an empty log, and refuses one that is not, or facts whose running hash is not the one given.</summary>
    public static async Task<LogPosition> Restore(
        NpgsqlDataSource source, IAsyncEnumerable<CanonicalFact> facts, byte[]? runningHash, Func<CancellationToken, Task>? beforeCommit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var head = await Head(connection, ct);
        if (head.Position > 0) throw new InvalidOperationException($"Only an empty log can be restored into; this one has {head.Position} facts.");
        var restored = new Transplant(connection, [], head);
        await restored.Copy(facts, ct);
        if (runningHash is not null && !restored._hash.AsSpan().SequenceEqual(runningHash))
            throw new LogCorruptedException($"The running hash of the facts given is {Convert.ToHexStringLower(restored._hash)}, not {Convert.ToHexStringLower(runningHash)}: they were altered, or some are missing. Nothing was restored.");
        await restored.MoveHead("analyze log.fact", ct);
        if (beforeCommit is not null) await beforeCommit(ct);
        await transaction.CommitAsync(ct);
        return LogPosition.At(restored._position);
    }

    /// <summary>Appends the facts behind what is there.</summary>
    public static async Task Extend(NpgsqlDataSource source, IReadOnlyList<CanonicalFact> facts, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var head = await Head(connection, ct);
        var extended = new Transplant(connection, await LastRevisions(connection, facts, ct), head);
        await extended.Copy(facts.ToAsyncEnumerable(), ct);
        await extended.MoveHead("select", ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<(long Position, DateTime RecordedAt, byte[] Hash)> Head(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select position, recorded_at, hash from log.head for update", connection);
        await using var head = await query.ExecuteReaderAsync(ct);
        await head.ReadAsync(ct);
        return (head.GetInt64(0), head.GetDateTime(1), head.GetFieldValue<byte[]>(2));
    }

    private static async Task<Dictionary<string, long>> LastRevisions(NpgsqlConnection connection, IReadOnlyList<CanonicalFact> facts, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("""
            select s, f.revision from unnest($1) s
            cross join lateral (select revision from log.fact where stream = s order by revision desc limit 1) f
            """, connection) { Parameters = { new() { Value = facts.Select(fact => fact.Stream.Value).Distinct().ToArray() } } };
        await using var rows = await query.ExecuteReaderAsync(ct);
        var revisions = new Dictionary<string, long>();
        while (await rows.ReadAsync(ct)) revisions.Add(rows.GetString(0), rows.GetInt64(1));
        return revisions;
    }

    private async Task Copy(IAsyncEnumerable<CanonicalFact> facts, CancellationToken ct)
    {
        await using var copy = await _connection.BeginBinaryImportAsync(
            "copy log.fact (position, revision, recorded_at, id, stream, type, data, metadata, hash) from stdin (format binary)", ct);
        await foreach (var fact in facts.WithCancellation(ct))
        {
            Add(fact);
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(_position, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(fact.Revision, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(fact.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(fact.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(fact.Stream.Value, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(fact.Type, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(fact.Data, NpgsqlDbType.Bytea, ct);
            await copy.WriteAsync(fact.Metadata, NpgsqlDbType.Bytea, ct);
            await copy.WriteAsync(_hash, NpgsqlDbType.Bytea, ct);
        }
        await copy.CompleteAsync(ct);
    }

    private void Add(CanonicalFact fact)
    {
        var revision = _revisions.GetValueOrDefault(fact.Stream.Value, -1) + 1;
        if (fact.Revision != revision)
            throw new LogCorruptedException($"Fact {_position + 1} ({fact.Type}, revision {fact.Revision} of stream {fact.Stream}) cannot be taken over: revision {revision} was to come. Facts are missing, or out of order.");
        _revisions[fact.Stream.Value] = revision;
        _position++;
        if (fact.RecordedAt.UtcDateTime > _recordedAt) _recordedAt = fact.RecordedAt.UtcDateTime; // the clock of the other log may have stepped back
        _hash = RunningHash.Next(_hash, fact);
    }

    private async Task MoveHead(string and, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection)
        {
            BatchCommands =
            {
                new("update log.head set position = $1, recorded_at = $2, hash = $3")
                {
                    Parameters = { new() { Value = _position }, new() { Value = _recordedAt }, new() { Value = _hash } },
                },
                new(and),
                new("notify log_head"),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
