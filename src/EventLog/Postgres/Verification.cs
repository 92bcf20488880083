using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Computes the running hash of the whole log anew and compares it, fact by fact and at the head, with what was stored.</summary>
internal static class Verification
{
    /// <exception cref="LogCorruptedException">Names the first fact that is not as it was stored.</exception>
    public static async Task<byte[]> Run(NpgsqlDataSource source, FactReader reader, CancellationToken ct)
    {
        var (hash, after) = (RunningHash.Start, 0L);
        while (true)
        {
            var page = await reader.ReadAll(after, ct);
            var stored = await Hashes(source, after, page.Facts.Count, ct);
            foreach (var (fact, expected) in page.Facts.Zip(stored))
            {
                hash = RunningHash.Next(hash, fact);
                if (!hash.AsSpan().SequenceEqual(expected))
                    throw new LogCorruptedException($"The {fact.Type} at position {fact.Position} (stream {fact.Stream}, revision {fact.Revision}) is not what was stored there: its running hash differs.");
            }
            after += page.Facts.Count;
            if (page.AtHead) return hash;
        }
    }

    private static async Task<List<byte[]>> Hashes(NpgsqlDataSource source, long after, int count, CancellationToken ct)
    {
        await using var query = source.CreateCommand("select hash from log.fact where position > $1 order by position limit $2");
        query.Parameters.Add(new() { Value = after });
        query.Parameters.Add(new() { Value = (long)count });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var hashes = new List<byte[]>(count);
        while (await rows.ReadAsync(ct)) hashes.Add(rows.GetFieldValue<byte[]>(0));
        return hashes;
    }
}
