using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using AllOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.AllOptions;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>A place in the log as a client gives it, compared by commit first, then by prepare.</summary>
internal readonly record struct AllPosition(ulong Commit, ulong Prepare)
{
    private static readonly AllPosition Start = new(0, 0);
    public static readonly AllPosition End = new(ulong.MaxValue, ulong.MaxValue);

    public static AllPosition Parse(AllOptions options, ServerVersion version, EventStorage storage) => options.AllOptionCase switch
    {
        AllOptions.AllOptionOneofCase.Start => Start,
        AllOptions.AllOptionOneofCase.End => End,
        AllOptions.AllOptionOneofCase.Position => Check(new(options.Position.CommitPosition, options.Position.PreparePosition), version, storage),
        _ => throw Refusal.Invalid("No position was given."),
    };

    /// <summary>Where the first event at or after this position is.</summary>
    public int IndexIn(IReadOnlyList<StoredEvent> all)
    {
        var (low, high) = (0, all.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsAtOrBefore(all[middle])) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    public bool IsBefore(StoredEvent stored) => Commit < stored.Position || (Commit == stored.Position && Prepare < stored.Position);

    private bool IsAtOrBefore(StoredEvent stored) => Commit <= stored.Position;

    /// <summary>A finite read takes what it finds there for a record, whatever the version.</summary>
    public bool CanBeReadFrom(EventStorage storage) => this == Start || this == End || IsWhereARecordBegins(this, storage);

    private static AllPosition Check(AllPosition position, ServerVersion version, EventStorage storage)
    {
        if (position == End) return End;
        if (position.Commit < position.Prepare || position.Commit > long.MaxValue) throw Refusal.Invalid("The position is out of range.");
        if (version.ChecksPositions && position != Start && !IsWhereARecordBegins(position, storage)) throw Refusal.Invalid("Trying to read from an invalid position.");
        return position;
    }

    /// <summary>What lies beyond the end is not an error to any server.</summary>
    private static bool IsWhereARecordBegins(AllPosition position, EventStorage storage) => storage.Look(null, (all, _) =>
    {
        var index = position.IndexIn(all);
        return index == all.Count || all[index].Position == position.Commit && position.Prepare == position.Commit;
    });
}
