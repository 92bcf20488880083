namespace EventSourcedCrm.EventLog;

/// <summary>Other ways to read a log.</summary>
public static class LogReading
{
    /// <summary>All facts after a position as stored, undecoded, for exports and copies; up to the head as it was when the last page was read.</summary>
    public static IAsyncEnumerable<CanonicalFact> ReadCanonical(this IEventLog log, LogPosition after, CancellationToken ct) =>
        log.ReadStored(after, ct).SelectMany(page => page.Select(stored => stored.Fact));
}
