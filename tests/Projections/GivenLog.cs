using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Tests;

/// <summary>A log in memory that hands out given facts in pages of a size, and those added later to its subscribers.</summary>
internal sealed class GivenLog(IEnumerable<Recorded> facts, int pageSize) : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<Recorded> _facts = [.. facts];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Those it was asked to decode.</summary>
    public ConcurrentBag<Recorded> Decoded { get; } = [];

    public void Add(IEnumerable<Recorded> facts)
    {
        lock (_lock)
        {
            _facts.AddRange(facts);
            _added.SetResult();
            _added = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
        throw new NotSupportedException("Facts are given by tests.");

    public IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) =>
        All().Where(fact => fact.Stream == stream && fact.Revision >= fromRevision).ToAsyncEnumerable();

    public IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct) => Pages(after).ToAsyncEnumerable();

    public ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) =>
        new(All().FirstOrDefault(fact => fact.Stream == stream) is { } first ? Stored(first) : null);

    public IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) =>
        Pages(after).Select(page => (IReadOnlyList<StoredFact>)[.. page.Select(Stored)]).ToAsyncEnumerable();

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct)
    {
        var given = All().ToDictionary(fact => fact.Position);
        Recorded[] decoded = [.. facts.Select(fact => given[fact.Position])];
        foreach (var fact in decoded) Decoded.Add(fact);
        return Task.FromResult<IReadOnlyList<Recorded>>(decoded);
    }

    public async IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            Task added;
            lock (_lock) added = _added.Task;
            foreach (var page in Pages(after))
            {
                yield return new LogMessage.Page(page);
                after = page[^1].Position;
            }
            yield return new LogMessage.CaughtUp();
            await added.WaitAsync(ct);
        }
    }

    public ValueTask<LogPosition> Head(CancellationToken ct) => new(All() is [.., var last] ? last.Position : LogPosition.Start);

    private IEnumerable<Recorded[]> Pages(LogPosition after) => All().Where(fact => fact.Position > after).Chunk(pageSize);

    private static StoredFact Stored(Recorded fact) => new(CanonicalFact.Of(fact), fact.Fact.GetType(), _ => fact.Customer);

    private Recorded[] All()
    {
        lock (_lock) return [.. _facts];
    }
}
