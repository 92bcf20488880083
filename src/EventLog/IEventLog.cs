namespace EventSourcedCrm.EventLog;

/// <summary>All facts in one total order. The only truth: everything else can be derived from it.</summary>
public interface IEventLog
{
    /// <summary>
    /// Appends all facts or none. The same ids appended again at the same place answer as the first time did.
    /// </summary>
    /// <exception cref="WrongExpectedRevisionException">The stream is not where the caller saw it.</exception>
    ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct);

    /// <summary>The stream's facts in their order, from a revision on; nothing for a stream that does not exist.</summary>
    IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct);

    /// <summary>The stream's first fact as it is stored; null for a stream that does not exist.</summary>
    ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct);

    /// <summary>All facts after a position in the order of commit, in pages, up to the head as it was when the last page was read.</summary>
    /// <exception cref="NoSuchPositionException">The position is none that the log gave, and its store cannot tell what would follow.</exception>
    IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct);

    /// <summary>The same facts as they are stored, to be decoded later.</summary>
    IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct);

    /// <summary>What stored facts of this log say, in the order given.</summary>
    /// <param name="facts">Of any streams, in any order.</param>
    /// <param name="rememberKeys">Whether more facts of the same customers will follow later. Memory would only be full of their keys, where facts come customer by customer.</param>
    /// <param name="ct">Cancels the decoding.</param>
    Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct);

    /// <summary>The same pages as <see cref="ReadAll"/> gives, then whatever is appended later. Never ends by itself.</summary>
    IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct);

    /// <summary>The position of the newest fact.</summary>
    ValueTask<LogPosition> Head(CancellationToken ct);

    /// <summary>The last position recorded at or before the instant, the start where there is none; null for a log that cannot tell without reading it all.</summary>
    ValueTask<LogPosition?> LastRecordedBy(DateTimeOffset instant, CancellationToken ct) => ValueTask.FromResult<LogPosition?>(null);

    /// <summary>How many facts there are; null for a log that knows it only by reading them all.</summary>
    ValueTask<long?> Count(CancellationToken ct) => ValueTask.FromResult<long?>(null);
}
