using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>A fact already stored where an append of the group wants to put one.</summary>
internal readonly record struct Occupied(string Stream, long Revision, Guid Id, long Position);

/// <summary>A fact the group is about to store.</summary>
internal readonly record struct Placed(StreamName Stream, long Revision, long Position, EncodedFact Fact)
{
    public CanonicalFact RecordedAt(DateTime instant) => new(LogPosition.At(Position), Stream, Revision, Fact.Id, Fact.Type, Fact.Data, Fact.Metadata, instant);
}

/// <summary>
/// Decides appends that share a transaction, one after another: each sees those accepted before it, and fails or succeeds alone.
/// A retry finds its own facts at the place it asks for and is answered as the first time.
/// </summary>
internal sealed class AppendGroup(long headPosition, Dictionary<string, long> lastRevisions)
{
    private readonly Dictionary<(string Stream, long Revision), (Guid Id, long Position)> _occupied = [];
    private readonly List<Placed> _placed = [];
    private long _position = headPosition;

    public IReadOnlyList<Placed> Placed => _placed;

    public long LastRevision(StreamName stream) => lastRevisions[stream.Value];

    /// <summary>Whether what is stored after the expected revision must be known, to tell a retry from a conflict.</summary>
    public bool LooksBack(PendingAppend append) => append.Expected.Revision < LastRevision(append.Stream);

    public void Know(Occupied there) => _occupied[(there.Stream, there.Revision)] = (there.Id, there.Position);

    /// <summary>Where the append ended, or null when its stream is not where it expects.</summary>
    public Appended? Decide(PendingAppend append)
    {
        if (append.Expected.Revision != LastRevision(append.Stream)) return Retried(append);
        foreach (var fact in append.Facts) Place(append.Stream.Value, new(append.Stream, LastRevision(append.Stream) + 1, ++_position, fact));
        return new(LastRevision(append.Stream), LogPosition.At(_position));
    }

    private void Place(string stream, Placed placed)
    {
        _placed.Add(placed);
        lastRevisions[stream] = placed.Revision;
        Know(new(stream, placed.Revision, placed.Fact.Id, placed.Position));
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
