namespace EventSourcedCrm.EventLog;

/// <summary>What the appender saw: no stream yet, or its last revision. There is no "any".</summary>
public readonly record struct ExpectedRevision
{
    private ExpectedRevision(long revision) => Revision = revision;

    public static readonly ExpectedRevision NoStream = new(-1);

    public static ExpectedRevision At(long revision) =>
        revision >= 0 ? new(revision) : throw new ArgumentOutOfRangeException(nameof(revision), revision, "Revisions start at 0; for a new stream say NoStream.");

    /// <summary>The last revision seen, -1 for no stream.</summary>
    public long Revision { get; }

    public override string ToString() => Revision < 0 ? "no stream" : $"revision {Revision}";
}

/// <summary>The stream moved on since the appender read it.</summary>
public sealed class WrongExpectedRevisionException(StreamName stream, ExpectedRevision expected, long actual)
    : Exception($"Stream {stream} is at {(actual < 0 ? "no stream" : $"revision {actual}")}, not at {expected}: read it again and decide anew.")
{
    public StreamName Stream { get; } = stream;

    public long Actual { get; } = actual;
}
