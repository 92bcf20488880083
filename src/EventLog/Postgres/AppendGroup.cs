using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>A fact already stored where an append of the group wants to put one.</summary>
internal readonly record struct Occupied(string Stream, long Revision, Guid Id, long Position);

/// <summary>A fact the group is about to store.</summary>
internal readonly record struct Placed(StreamName Stream, long Revision, long Position, EncodedFact Fact);

/// <summary>
/// Decides appends that share a transaction, one after another: each sees those accepted before it, and fails or succeeds alone.
/// A retry finds its own facts at the place it asks for and is answered as the first time.
/// </summary>
internal sealed class AppendGroup
{
    private readonly Dictionary<string, long> _last;
    private readonly Dictionary<(string Stream, long Revision), (Guid Id, long Position)> _occupied;
    private readonly List<Placed> _placed = [];
    private long _position;

    public AppendGroup(long headPosition, Dictionary<string, long> lastRevisions, IEnumerable<Occupied> occupied)
    {
        _position = headPosition;
        _last = lastRevisions;
        _occupied = occupied.ToDictionary(o => (o.Stream, o.Revision), o => (o.Id, o.Position));
    }

    public IReadOnlyList<Placed> Placed => _placed;

    /// <summary>Where the append ended, or null when its stream is not where it expects.</summary>
    public Appended? Decide(PendingAppend append)
    {
        var stream = append.Stream.Value;
        if (append.Expected.Revision != LastRevision(stream)) return Retried(append);
        foreach (var fact in append.Facts) Place(append.Stream, ++_last[stream], fact);
        return new(_last[stream], LogPosition.At(_position));
    }

    public long LastRevision(string stream) => _last[stream];

    private void Place(StreamName stream, long revision, EncodedFact fact)
    {
        _placed.Add(new(stream, revision, ++_position, fact));
        _occupied[(stream.Value, revision)] = (fact.Id, _position);
    }

    private Appended? Retried(PendingAppend append)
    {
        var revision = append.Expected.Revision;
        var position = 0L;
        foreach (var fact in append.Facts)
        {
            if (!_occupied.TryGetValue((append.Stream.Value, ++revision), out var there) || there.Id != fact.Id) return null;
            position = there.Position;
        }
        return new(revision, LogPosition.At(position));
    }
}
