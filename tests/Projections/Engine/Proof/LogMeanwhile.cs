using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

/// <summary>A log beside which something happens when it is read from its start: a verification does so to fold it, and again to name what differs before it mends it.</summary>
internal sealed class LogMeanwhile(IEventLog log, int reading, Func<Task> meanwhile) : IEventLog
{
    public const int Folding = 1, Naming = 2;

    private int _readings;

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
        log.Append(stream, expected, facts, ct);

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await Begin(after);
        await foreach (var page in log.ReadAll(after, ct)) yield return page;
    }

    public async IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await Begin(after);
        await foreach (var page in log.ReadStored(after, ct)) yield return page;
    }

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

    public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);

    private async Task Begin(LogPosition after)
    {
        if (after == LogPosition.Start && ++_readings == reading) await meanwhile();
    }
}
