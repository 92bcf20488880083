using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Copy;

/// <summary>What a copy came to: all facts of the target, those of them added now, and the running hash over all.</summary>
public sealed record Copied(long Facts, long Added, byte[] RunningHash);

/// <summary>
/// Brings a log level with another, fact for fact in the same order. What the target has must be how the other begins, so that a copy
/// that was broken off goes on where it stopped; what was added is read again and compared.
/// </summary>
public sealed class LogCopy(IAsyncEnumerable<CanonicalFact> from, ILogStore to)
{
    private const int FactsAtOnce = 2_000;
    private long _facts;
    private byte[] _hash = RunningHash.Start;

    /// <exception cref="SentenceException">The target is not the beginning of the other log, or somebody else wrote to it meanwhile.</exception>
    public async Task<Copied> Run(Action<long> progress, CancellationToken ct)
    {
        await using var facts = from.GetAsyncEnumerator(ct);
        var end = await ComparePrefix(facts, ct);
        var had = _facts;
        var page = new List<CanonicalFact>(FactsAtOnce);
        while (await facts.MoveNextAsync())
        {
            page.Add(facts.Current);
            _facts++;
            _hash = RunningHash.Next(_hash, facts.Current);
            if (page.Count < FactsAtOnce) continue;
            await to.Extend(page, ct);
            page.Clear();
            progress(_facts);
        }
        if (page.Count > 0) await to.Extend(page, ct);
        progress(_facts);
        return await Verify(end, had, ct);
    }

    /// <summary>Reads both until the target ends.</summary>
    private async Task<(LogPosition Position, byte[] Hash)> ComparePrefix(IAsyncEnumerator<CanonicalFact> facts, CancellationToken ct)
    {
        var position = LogPosition.Start;
        await foreach (var there in to.ReadCanonical(position, ct))
        {
            if (!await facts.MoveNextAsync())
                throw new SentenceException($"The target has more facts than the {_facts} to be copied: it is not a copy of that log. Choose an empty target.");
            _facts++;
            if (!there.Leaf().AsSpan().SequenceEqual(facts.Current.Leaf()))
                throw new SentenceException($"Fact {_facts} of the target ({there.Type}, stream {there.Stream}) is not fact {_facts} of the log to be copied ({facts.Current.Type}, stream {facts.Current.Stream}). Choose an empty target, or one that such a copy began to fill.");
            _hash = RunningHash.Next(_hash, there);
            position = there.Position;
        }
        return (position, _hash);
    }

    private async Task<Copied> Verify((LogPosition Position, byte[] Hash) after, long had, CancellationToken ct)
    {
        var (count, hash) = (had, after.Hash);
        await foreach (var there in to.ReadCanonical(after.Position, ct)) (count, hash) = (count + 1, RunningHash.Next(hash, there));
        if (count != _facts || !hash.AsSpan().SequenceEqual(_hash))
            throw new SentenceException($"The target now has {count} facts with the running hash {Convert.ToHexStringLower(hash)}, not {_facts} with {Convert.ToHexStringLower(_hash)}: something else wrote to it during the copy. Copy into an empty target that nothing uses.");
        return new(count, count - had, hash);
    }
}
