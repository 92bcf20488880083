using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Tests.Api;

/// <summary>The log without what happened after an instant, or was recorded after a position.</summary>
internal sealed class LogUpTo(IEventLog log, DateTimeOffset instant, LogPosition? until = null) : IEventLog
{
    public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in log.ReadAll(after, ct))
            if (page.Where(fact => fact.HappenedAt <= instant && !(fact.Position > until)).ToList() is [_, ..] facts) yield return facts;
    }

    public async IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in ReadAll(after, ct)) yield return [.. page.Select(fact => new StoredFact(CanonicalFact.Of(fact), fact.Fact.GetType(), _ => fact.Customer))];
    }

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) => log.Append(stream, expected, facts, ct);

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

    public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
}
