using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>One worker's way through the <see cref="Feed"/>, until it is disposed.</summary>
internal sealed class FeedReader(Feed feed) : IDisposable
{
    /// <summary>Up to where nothing needs to be kept for it; null before it has asked for anything.</summary>
    internal LogPosition? HasRead { get; set; }

    /// <summary>The facts after the position, as many as there are; waits until there is one. What precedes them is not asked for again, or read anew.</summary>
    public Task<FactPage> After(LogPosition position, CancellationToken ct) => feed.After(position, this, ct);

    public void Dispose() => feed.Leave(this);
}
