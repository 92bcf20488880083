using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Consecutive facts that several builds fold at once. What it adds to the running hash is computed once for all of them, beside their folding.</summary>
internal sealed class FactPage(IReadOnlyList<Recorded> facts)
{
    private readonly Lock _lock = new();
    private (byte[] From, Task<byte[]> To)? _hash;

    public IReadOnlyList<Recorded> Facts => facts;

    /// <summary>The running hash after the last fact, for a build that has read up to the checkpoint.</summary>
    public Task<byte[]> HashFrom(Checkpoint reached)
    {
        lock (_lock)
        {
            if (_hash is { } known && known.From.AsSpan().SequenceEqual(reached.Hash)) return known.To;
            var hash = Task.Run(() => facts.Where(fact => fact.Position > reached.Position).Aggregate(reached.Hash, (before, fact) => RunningHash.Next(before, fact)));
            _hash = (reached.Hash, hash);
            return hash;
        }
    }
}
