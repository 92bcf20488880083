using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Copies facts with their places, ids, bytes and instants into an empty log, in one transaction. It refuses a log that is not empty,
/// a position or revision out of its row, a recordedAt that steps back, and an end whose running hash is not the one given.
/// </summary>
internal static class Restoration
{
    public static async Task<LogPosition> Run(
        NpgsqlDataSource source, IAsyncEnumerable<CanonicalFact> facts, byte[]? runningHash, Func<CancellationToken, Task>? beforeCommit, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RefuseUnlessEmpty(connection, ct);
        var end = await Copy(connection, facts, ct);
        if (runningHash is not null && !end.Hash.AsSpan().SequenceEqual(runningHash))
            throw new LogCorruptedException($"The running hash of the facts given is {Convert.ToHexStringLower(end.Hash)}, not {Convert.ToHexStringLower(runningHash)}: they were altered, or some are missing. Nothing was restored.");
        await using var update = new NpgsqlCommand("update log.head set position = $1, recorded_at = $2, hash = $3", connection, transaction)
        {
            Parameters = { new() { Value = end.Position }, new() { Value = end.RecordedAt }, new() { Value = end.Hash } },
        };
        await update.ExecuteNonQueryAsync(ct);
        await using var finish = new NpgsqlCommand("analyze log.fact; notify log_head", connection, transaction);
        await finish.ExecuteNonQueryAsync(ct);
        if (beforeCommit is not null) await beforeCommit(ct);
        await transaction.CommitAsync(ct);
        return LogPosition.At(end.Position);
    }

    private static async Task RefuseUnlessEmpty(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select position from log.head for update", connection);
        var position = (long)(await query.ExecuteScalarAsync(ct))!;
        if (position > 0) throw new InvalidOperationException($"Only an empty log can be restored into; this one has {position} facts.");
    }

    private static async Task<End> Copy(NpgsqlConnection connection, IAsyncEnumerable<CanonicalFact> facts, CancellationToken ct)
    {
        var end = new End();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy log.fact (position, revision, recorded_at, id, stream, type, data, metadata, hash) from stdin (format binary)", ct);
        await foreach (var fact in facts.WithCancellation(ct))
        {
            end.Add(fact);
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(end.Position, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(fact.Revision, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(end.RecordedAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(fact.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(fact.Stream.Value, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(fact.Type, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(fact.Data, NpgsqlDbType.Bytea, ct);
            await copy.WriteAsync(fact.Metadata, NpgsqlDbType.Bytea, ct);
            await copy.WriteAsync(end.Hash, NpgsqlDbType.Bytea, ct);
        }
        await copy.CompleteAsync(ct);
        return end;
    }

    /// <summary>Where the copy stands, and what may come next.</summary>
    private sealed class End
    {
        private readonly Dictionary<StreamName, long> _revisions = [];

        public long Position { get; private set; }

        public DateTime RecordedAt { get; private set; } = DateTime.UnixEpoch;

        public byte[] Hash { get; private set; } = RunningHash.Start;

        public void Add(CanonicalFact fact)
        {
            var revision = _revisions.GetValueOrDefault(fact.Stream, -1) + 1;
            if (fact.Position != LogPosition.At(Position + 1)) throw Wrong(fact, $"position {Position + 1} was to come");
            if (fact.Revision != revision) throw Wrong(fact, $"revision {revision} was to come");
            if (fact.RecordedAt.UtcDateTime < RecordedAt) throw Wrong(fact, "it was recorded before the fact ahead of it");
            _revisions[fact.Stream] = revision;
            (Position, RecordedAt, Hash) = (Position + 1, fact.RecordedAt.UtcDateTime, RunningHash.Next(Hash, fact));
        }

        private static LogCorruptedException Wrong(CanonicalFact fact, string why) =>
            new($"The fact at position {fact.Position} (stream {fact.Stream}, revision {fact.Revision}) cannot be restored: {why}. Nothing was restored.");
    }
}
