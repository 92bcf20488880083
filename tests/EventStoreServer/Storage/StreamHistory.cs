namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>One stream: all its events, and which of them may still be seen.</summary>
internal sealed class StreamHistory
{
    /// <summary>An event's place here is its revision.</summary>
    public List<StoredEvent> Events { get; } = [];

    public StreamLimits Limits { get; set; } = StreamLimits.None;
    public bool HasMetadata { get; set; }
    public bool IsTombstoned { get; set; }

    public long Head => Events.Count - 1;
    public bool IsSoftDeleted => Limits.TruncateBefore == StreamLimits.Deleted;

    /// <summary>The first revision that may be seen.</summary>
    public long First(DateTimeOffset now)
    {
        var first = Math.Max(Limits.TruncateBefore, Events.Count - (Limits.MaxCount ?? Events.Count));
        if (Limits.MaxAge is not { } age) return first;
        while (first < Events.Count && Created(Events[(int)first]) < now - age) first++;
        return first;
    }

    /// <summary>How many of the events after a revision bear these ids, in order and without a gap.</summary>
    public int Matching(IReadOnlyList<NewEvent> events, long after)
    {
        var matching = 0;
        while (matching < events.Count && after + 1 + matching <= Head && Events[(int)(after + 1 + matching)].Id == events[matching].Id) matching++;
        return matching;
    }

    private static DateTimeOffset Created(StoredEvent stored) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(stored.Response.Event.Event.Metadata["created"], System.Globalization.CultureInfo.InvariantCulture));
}
