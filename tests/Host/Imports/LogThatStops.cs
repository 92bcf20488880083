using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>A log that takes so many appends and before every later one lets something happen.</summary>
internal sealed class LogThatStops(IEventLog log, int appends, Action before) : IEventLog
{
    public sealed class KilledException : Exception;

    private int _left = appends;

    /// <summary>As if the process had been killed.</summary>
    public static LogThatStops Killed(IEventLog log, int appends) => new(log, appends, () => throw new KilledException());

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct)
    {
        if (Interlocked.Decrement(ref _left) < 0) before();
        return log.Append(stream, expected, facts, ct);
    }

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct) => log.ReadAll(after, ct);

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

    public IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) => log.ReadStored(after, ct);

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
}
