using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Consecutive facts that several builds fold. What they add to the running hash is computed once for all of them, beside their folding.</summary>
internal sealed class FactPage
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<FactPage> _parts;
    private (byte[] From, Task<byte[]> To)? _hash;

    public FactPage(IReadOnlyList<Recorded> facts) => (Facts, _parts) = (facts, []);

    private FactPage(IReadOnlyList<FactPage> parts) => (Facts, _parts) = ([.. parts.SelectMany(part => part.Facts)], parts);

    public IReadOnlyList<Recorded> Facts { get; }

    /// <summary>Where its last fact is.</summary>
    public LogPosition End => Facts[^1].Position;

    /// <summary>Of its facts, as the log stores them.</summary>
    public long Bytes => Facts.Sum(fact => (long)fact.Data.Length + fact.MetadataBytes.Length);

    /// <summary>Its facts up to the position; null where it begins behind it.</summary>
    public FactPage? UpTo(LogPosition position) => Facts.TakeWhile(fact => fact.Position <= position).ToList() is [_, ..] facts ? new(facts) : null;

    /// <summary>Pages that follow each other as one; their hashes stay shared with whoever joins them otherwise.</summary>
    public static FactPage Of(IReadOnlyList<FactPage> parts) => parts is [var only] ? only : new(parts);

    /// <summary>The running hash after the last fact, for a build that has read up to the position and hash.</summary>
    public async Task<byte[]> HashFrom(LogPosition position, byte[] hash)
    {
        if (_parts.Count == 0) return await OwnHashFrom(position, hash);
        foreach (var part in _parts) hash = await part.HashFrom(position, hash);
        return hash;
    }

    private Task<byte[]> OwnHashFrom(LogPosition position, byte[] hash)
    {
        lock (_lock)
        {
            if (_hash is { } known && known.From.AsSpan().SequenceEqual(hash)) return known.To;
            var to = Task.Run(() => Facts.Where(fact => fact.Position > position).Aggregate(hash, (before, fact) => RunningHash.Next(before, fact)));
            _hash = (hash, to);
            return to;
        }
    }
}
