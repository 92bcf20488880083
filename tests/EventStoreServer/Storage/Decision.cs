using EventSourcedCrm.EventStoreServer.Grpc;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>
/// What becomes of a write, by the exact rules of the servers: an explicit expectation is compared with what the stream holds, for ever;
/// any other is only recognised while the leader remembers the ids.
/// </summary>
internal abstract record Decision
{
    public sealed record New : Decision;
    public sealed record Repeated(StoredEvent Last) : Decision;
    public sealed record Refused : Decision;

    private static readonly Decision ToWrite = new New();
    private static readonly Decision ToRefuse = new Refused();

    public static Decision On(StreamHistory history, Expected expected, IReadOnlyList<NewEvent> events, string stream, RecentIds recent)
    {
        if (history.IsTombstoned) throw Refusal.StreamDeleted(stream);
        if (expected.IsExplicit) return OnExplicit(history, expected, events);
        if (expected == Expected.StreamExists && history.IsSoftDeleted) throw Refusal.StreamDeleted(stream);
        if (expected == Expected.StreamExists && history.Head < 0 && !history.HasMetadata) return ToRefuse;
        return OnRecent(events.Select(happened => recent.Find(happened.Id, stream)));
    }

    private static Decision OnExplicit(StreamHistory history, Expected expected, IReadOnlyList<NewEvent> events)
    {
        if (expected.Revision == history.Head) return ToWrite;
        if (expected.Revision > history.Head) return ToRefuse;

        var matching = history.Matching(events, expected.Revision);
        if (matching == 0 && expected == Expected.NoStream && history.IsSoftDeleted) return ToWrite;
        if (matching == 0 || matching < events.Count) return ToRefuse;
        return new Repeated(history.Events[(int)expected.Revision + matching]);
    }

    private static Decision OnRecent(IEnumerable<StoredEvent?> found)
    {
        StoredEvent? last = null;
        foreach (var known in found)
        {
            if (known is null) return last is null ? ToWrite : ToRefuse;
            last = known;
        }
        return last is null ? ToWrite : new Repeated(last);
    }
}
