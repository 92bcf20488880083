using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Reads facts in pages of bounded size, and stops at anything that is not where it must be.</summary>
internal sealed class FactReader(NpgsqlDataSource source)
{
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
            var fact = new CanonicalFact(
                LogPosition.At(rows.GetInt64(0)), new(rows.GetString(1)), rows.GetInt64(2), rows.GetGuid(3), rows.GetString(4),
                rows.GetFieldValue<byte[]>(5), rows.GetFieldValue<byte[]>(6), rows.GetFieldValue<DateTimeOffset>(7));
            facts.Add(fact);
            bytes += fact.Data.Length + fact.Metadata.Length;
            if (bytes > RawPage.MaxBytes) return (facts, false);
        }
        return (facts, facts.Count < RawPage.MaxFacts);
    }

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
