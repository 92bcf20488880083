namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>What tests read from a log.</summary>
public static class LogReading
{
    public static ValueTask<Appended> Append(this IEventLog log, StreamName stream, ExpectedRevision expected, params NewFact[] facts) =>
        log.Append(stream, expected, facts, CancellationToken.None);

    public static async Task<List<Recorded>> All(this IEventLog log, LogPosition after = default)
    {
        var all = new List<Recorded>();
        await foreach (var page in log.ReadAll(after, CancellationToken.None)) all.AddRange(page);
        return all;
    }

    public static async Task<List<Recorded>> Stream(this IEventLog log, StreamName stream, long from = 0)
    {
        var all = new List<Recorded>();
        await foreach (var fact in log.ReadStream(stream, from, CancellationToken.None)) all.Add(fact);
        return all;
    }

    public static IEnumerable<Guid> Ids(this IEnumerable<Recorded> facts) => facts.Select(f => f.Id);

    public static IEnumerable<Guid> Ids(this IEnumerable<NewFact> facts) => facts.Select(f => f.Id);
}
