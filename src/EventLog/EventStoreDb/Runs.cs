namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Splits facts into runs of one stream each, small enough for one append.</summary>
internal static class Runs
{
    private const int MostBytes = 512 << 10, MostFacts = 1_000, BytesBesideContent = 512;

    public static IEnumerable<IReadOnlyList<CanonicalFact>> Of(IReadOnlyList<CanonicalFact> facts)
    {
        List<CanonicalFact> run = [];
        var bytes = 0;
        foreach (var fact in facts)
        {
            var size = fact.Data.Length + fact.Metadata.Length + BytesBesideContent;
            if (run.Count > 0 && (run[^1].Stream != fact.Stream || run[^1].Revision + 1 != fact.Revision || bytes + size > MostBytes || run.Count == MostFacts))
            {
                yield return run;
                (run, bytes) = ([], 0);
            }
            run.Add(fact);
            bytes += size;
        }
        if (run.Count > 0) yield return run;
    }
}
