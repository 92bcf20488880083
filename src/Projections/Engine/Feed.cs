using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// What the log tells, read and decoded once for all workers of a process. The foremost worker decides how far it has come; one that
/// fell behind what is kept reads for itself until it is level again. No worker waits for another, and what is kept is bounded.
/// </summary>
public sealed class Feed(IEventLog log) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Tail? _tail;

    /// <summary>Facts a worker is handed at once, about: all that wait for it, so that fewer commits do under load.</summary>
    internal const int MostFactsAtOnce = 5_000;

    /// <summary>Bytes of facts, as stored, that are kept for workers behind the foremost.</summary>
    public long MostBytesKept { get; init; } = 4L << 20;

    /// <summary>The facts after the position, as many as there are; waits until there is one.</summary>
    internal async Task<FactPage> After(LogPosition position, CancellationToken ct)
    {
        while (true)
        {
            var tail = TailFor(position);
            if (await tail.After(position, ct) is { } page) return page;
            if (position < tail.Start) return await ReadAlone(position, tail.Start, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tail is not null) await _tail.DisposeAsync();
    }

    /// <summary>The subscription there is, or a new one where it has ended or has not come as far as this worker.</summary>
    private Tail TailFor(LogPosition position)
    {
        lock (_lock)
        {
            if (_tail is { HasEnded: false } tail && tail.HasReached(position)) return tail;
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
