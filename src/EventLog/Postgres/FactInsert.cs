using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>The insert of facts, and its parameters $1 to $9: the position before the first, the instant they share, and a column each of the rest.</summary>
internal sealed class FactInsert
{
    public const string Sql = """
        insert into log.fact (position, revision, recorded_at, id, stream, type, data, metadata, hash)
        select $1 + n, revision, $2, id, stream, type, data, metadata, hash
        from unnest($3, $4, $5, $6, $7, $8, $9) with ordinality f (revision, id, stream, type, data, metadata, hash, n)
        """;

    private readonly NpgsqlParameter<long> _after = new();
    private readonly NpgsqlParameter<DateTime> _recordedAt = new();
    private readonly NpgsqlParameter<long[]> _revisions = new();
    private readonly NpgsqlParameter<Guid[]> _ids = new();
    private readonly NpgsqlParameter<string[]> _streams = new(), _types = new();
    private readonly NpgsqlParameter<byte[][]> _data = new(), _metadata = new(), _hashes = new();

    public IReadOnlyList<NpgsqlParameter> Parameters => [_after, _recordedAt, _revisions, _ids, _streams, _types, _data, _metadata, _hashes];

    public void Set(long after, DateTime recordedAt, IReadOnlyList<Placed> facts, byte[][] hashes)
    {
        _after.TypedValue = after;
        _recordedAt.TypedValue = recordedAt;
        _revisions.TypedValue = [.. facts.Select(f => f.Revision)];
        _ids.TypedValue = [.. facts.Select(f => f.Fact.Id)];
        _streams.TypedValue = [.. facts.Select(f => f.Stream.Value)];
        _types.TypedValue = [.. facts.Select(f => f.Fact.Type)];
        _data.TypedValue = [.. facts.Select(f => f.Fact.Data)];
        _metadata.TypedValue = [.. facts.Select(f => f.Fact.Metadata)];
        _hashes.TypedValue = hashes;
    }
}
