using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// What the log tells, read and decoded once for all workers of a process. The foremost worker decides how far it has come; what others have
/// yet to read is kept, within a bound, and one that fell behind that reads for itself until it is level again. No worker waits for another.
/// </summary>
public sealed class Feed(IEventLog log) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<FeedReader> _readers = [];
    private Tail? _tail;

    /// <summary>Facts a worker is handed at once, about: all that wait for it, so that fewer commits do under load.</summary>
    internal const int MostFactsAtOnce = 5_000;

    /// <summary>Bytes of facts, as stored, that are kept for workers behind the foremost. What all have read is not: the garbage collector would carry all of it.</summary>
    public long MostBytesKept { get; init; } = 4L << 20;

    /// <summary>For a worker that begins. Nothing is kept for it before it first asks, nor after it has left.</summary>
    internal FeedReader Join()
    {
        var reader = new FeedReader(this);
        lock (_lock) _readers.Add(reader);
        return reader;
    }

    internal void Leave(FeedReader reader)
    {
        lock (_lock) _readers.Remove(reader);
    }

    /// <summary>The facts after the position, as many as there are; waits until there is one.</summary>
    internal async Task<FactPage> After(LogPosition position, FeedReader reader, CancellationToken ct)
    {
        while (true)
        {
            var tail = TailFor(position, reader);
            if (await tail.After(position, ct) is { } page) return page;
            if (position < tail.Start) return await ReadAlone(position, tail.Start, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tail is not null) await _tail.DisposeAsync();
    }

    /// <summary>The subscription there is, which lets go what nobody will ask for again; or a new one where it has ended or has not come as far as this worker.</summary>
    private Tail TailFor(LogPosition position, FeedReader reader)
    {
        lock (_lock)
        {
            reader.HasRead = position;
            if (_tail is { HasEnded: false } tail && tail.HasReached(position))
            {
                tail.LetGo(_readers.Min(other => other.HasRead) ?? position);
                return tail;
            }
            _ = _tail?.DisposeAsync();
            return _tail = new(log, position, MostBytesKept);
        }
    }

    private async Task<FactPage> ReadAlone(LogPosition after, LogPosition upTo, CancellationToken ct)
    {
        List<Recorded> facts = [];
        await foreach (var page in log.ReadAll(after, ct))
        {
            facts.AddRange(page.Where(fact => fact.Position <= upTo));
            if (facts.Count >= MostFactsAtOnce || page[^1].Position >= upTo) break;
        }
        return new(facts);
    }
}
