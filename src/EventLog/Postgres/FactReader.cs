using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Reads facts in pages of bounded size, and stops at anything that is not where it must be.</summary>
internal sealed class FactReader(NpgsqlDataSource source)
{
    /// <summary>Facts of a stream that are read at once with other streams'; most streams have fewer.</summary>
    public const int MostOfStream = 50;

    private const string Columns = "position, stream, revision, id, type, data, metadata, recorded_at";

    /// <summary>The facts after a position.</summary>
    /// <exception cref="LogCorruptedException">A position is missing, or the log ends before the one given.</exception>
    public async Task<RawPage> ReadAll(long after, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select position from log.head"),
                new($"select {Columns} from log.fact where position > $1 order by position limit {RawPage.MaxFacts}") { Parameters = { new() { Value = after } } },
            },
        };
        await using var rows = await batch.ExecuteReaderAsync(ct);
        await rows.ReadAsync(ct);
        var head = rows.GetInt64(0);
        await rows.NextResultAsync(ct);
        var (facts, _) = await Read(rows, ct);
        return new(facts, ReachesHead(facts, after, head));
    }

    /// <summary>One stream's facts from a revision on.</summary>
    /// <exception cref="LogCorruptedException">A revision is missing.</exception>
    public async Task<RawPage> ReadStream(StreamName stream, long fromRevision, CancellationToken ct)
    {
        await using var query = source.CreateCommand(
            $"select {Columns} from log.fact where stream = $1 and revision >= $2 order by revision limit {RawPage.MaxFacts}");
        query.Parameters.Add(new() { Value = stream.Value });
        query.Parameters.Add(new() { Value = fromRevision });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var (facts, complete) = await Read(rows, ct);
        return Page(stream, fromRevision, facts, complete);
    }

    /// <summary>The part asked for of each stream.</summary>
    /// <exception cref="LogCorruptedException">A revision is missing.</exception>
    public async Task<RawPage[]> ReadStreams(IReadOnlyList<StreamPart> parts, CancellationToken ct)
    {
        await using var query = source.CreateCommand($"""
            select wanted.place, {Columns}
            from unnest($1, $2, $3) with ordinality wanted (wanted_stream, from_revision, most, place)
            cross join lateral (
                select {Columns} from log.fact where stream = wanted_stream and revision >= from_revision order by revision limit most) f
            order by wanted.place, revision
            """);
        query.Parameters.Add(new() { Value = parts.Select(part => part.Stream.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        query.Parameters.Add(new() { Value = parts.Select(part => part.FromRevision).ToArray() });
        query.Parameters.Add(new() { Value = parts.Select(part => part.Most).ToArray() });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var facts = parts.Select(_ => new List<CanonicalFact>()).ToArray();
        while (await rows.ReadAsync(ct)) facts[rows.GetInt64(0) - 1].Add(Fact(rows, 1));
        return [.. facts.Zip(parts, (found, part) => Page(part.Stream, part.FromRevision, found, found.Count < part.Most))];
    }

    private static RawPage Page(StreamName stream, long fromRevision, List<CanonicalFact> facts, bool complete)
    {
        foreach (var fact in facts)
            if (fact.Revision != fromRevision++)
                throw new LogCorruptedException($"Stream {stream} has no revision {fromRevision - 1}, but it has {fact.Revision}. The log has a hole.");
        return new(facts, complete);
    }

    private static async Task<(List<CanonicalFact> Facts, bool Complete)> Read(NpgsqlDataReader rows, CancellationToken ct)
    {
        var facts = new List<CanonicalFact>();
        var bytes = 0L;
        while (await rows.ReadAsync(ct))
        {
            var fact = Fact(rows, 0);
            facts.Add(fact);
            bytes += fact.Data.Length + fact.Metadata.Length;
            if (bytes > RawPage.MaxBytes) return (facts, false);
        }
        return (facts, facts.Count < RawPage.MaxFacts);
    }

    private static CanonicalFact Fact(NpgsqlDataReader rows, int first) => new(
        LogPosition.At(rows.GetInt64(first)), new(rows.GetString(first + 1)), rows.GetInt64(first + 2), rows.GetGuid(first + 3), rows.GetString(first + 4),
        rows.GetFieldValue<byte[]>(first + 5), rows.GetFieldValue<byte[]>(first + 6), rows.GetFieldValue<DateTimeOffset>(first + 7));

    private static bool ReachesHead(List<CanonicalFact> facts, long after, long head)
    {
        if (after > head)
            throw new LogCorruptedException($"What follows position {after} was asked for, but the log ends at {head}: this is another log, or an older copy of it.");
        foreach (var fact in facts)
            if (fact.Position != LogPosition.At(++after)) throw Missing(after);
        if (facts.Count == 0 && after < head) throw Missing(after + 1);
        return after >= head;
    }

    private static LogCorruptedException Missing(long position) =>
        new($"Position {position} is missing though later ones exist. The log has a hole and is read no further.");
}
