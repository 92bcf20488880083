using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>A log whose subscribers are given pages of random sizes.</summary>
internal sealed class RandomPages(IEventLog log, int seed) : IEventLog
{
    public async IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        var random = new Random(seed);
        await foreach (var message in log.Subscribe(after, ct))
        {
            if (message is not LogMessage.Page { Facts: var facts })
            {
                yield return message;
                continue;
            }
            for (var (taken, size) = (0, 0); taken < facts.Count; taken += size)
            {
                size = random.Next(4) == 0 ? 1 : random.Next(1, 400);
                yield return new LogMessage.Page([.. facts.Skip(taken).Take(size)]);
            }
        }
    }

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) => log.Append(stream, expected, facts, ct);

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct) => log.ReadAll(after, ct);

    public IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) => log.ReadStored(after, ct);

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    public ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);
}
