using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Streams;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>What the nodes of a cluster share: one log in memory, and its streams.</summary>
public sealed class EventStorage
{
    private readonly Lock _lock = new();
    private readonly List<StoredEvent> _all = [];
    private readonly Dictionary<string, StreamHistory> _streams = [];
    private readonly RecentIds _recent = new();
    private readonly TimeProvider _clock;
    private ulong _end = Recorder.After(0, 0);
    private TaskCompletionSource _next = NewSignal();

    internal EventStorage(TimeProvider clock) => _clock = clock;

    /// <summary>How many events the log holds, the system's own included.</summary>
    public int Count { get { lock (_lock) return _all.Count; } }

    /// <summary>Stores an event that no client of ours would write, such as `$statsCollected`, whatever the stream's revision.</summary>
    public void Plant(string stream, string type, string json = "{}") => Write(stream, Expected.Any, [NewEvent.System(type, json)]);

    /// <summary>Stores a link to an event; a reader who resolves links gets that event with it.</summary>
    public void PlantLink(string stream, string target, long revision) =>
        Write(stream, Expected.Any, [NewEvent.System(StoredEvent.LinkType, $"{revision}@{target}") with { ContentType = "text/plain" }]);

    /// <summary>Stores a link that every reader gets without an event, past every filter: the worst a server may send.</summary>
    public void PlantUnresolvedLink(string stream)
    {
        lock (_lock) Store(stream, History(stream), [NewEvent.System(StoredEvent.LinkType, "0@scavenged")], new(stream, Now, dangling: true));
    }

    /// <summary>What a restart or a new leader does to writes that expect `any`: they are no longer recognised when repeated.</summary>
    public void ForgetRecentIds()
    {
        lock (_lock) _recent.Clear();
    }

    internal DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Ends with the next write. Take it before looking, wait for it after finding nothing.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Stores all the events together, or none of them, after the servers' own rules of expectation and repetition.</summary>
    internal Outcome Write(string stream, Expected expected, IReadOnlyList<NewEvent> events)
    {
        lock (_lock)
        {
            var history = History(stream);
            return Decision.On(history, expected, events, stream, _recent) switch
            {
                Decision.Repeated repeated => new Outcome.Written(repeated.Last.Revision, IsVisible(history, repeated.Last) ? repeated.Last.Position : null),
                Decision.Refused => new Outcome.WrongVersion(history.Head),
                _ when events.Count == 0 => new Outcome.Written(history.Head < 0 ? null : (ulong)history.Head, null),
                _ => Store(stream, history, events, new(stream, Now)),
            };
        }
    }

    internal Outcome Delete(string stream, Expected expected)
    {
        lock (_lock)
        {
            var history = History(stream);
            if (history.IsTombstoned) throw Refusal.StreamDeleted(stream);
            if (history.Head < 0 || (expected.IsExplicit && expected.Revision != history.Head)) return new Outcome.WrongVersion(history.Head);

            return WriteLimit(stream, StreamLimits.Deleted);
        }
    }

    internal Outcome Tombstone(string stream, Expected expected)
    {
        lock (_lock)
        {
            var history = History(stream);
            if (history.IsTombstoned) throw Refusal.StreamDeleted(stream);
            if (expected.IsExplicit && expected.Revision != history.Head) return new Outcome.WrongVersion(history.Head);

            Commit(new Recorder(stream, Now).Record([NewEvent.System("$streamDeleted", "")], long.MaxValue, _end));
            history.IsTombstoned = true;
            return new Outcome.Written(long.MaxValue, _all[^1].Position);
        }
    }

    /// <summary>Looks at the log, or at one stream, while nobody writes.</summary>
    internal T Look<T>(string? stream, Func<IReadOnlyList<StoredEvent>, StreamHistory?, T> look)
    {
        lock (_lock)
        {
            var history = stream is null ? null : _streams.GetValueOrDefault(stream) ?? new();
            return look(history?.Events ?? _all, history);
        }
    }

    /// <summary>Fills a page from a stretch; returns how many events that are.</summary>
    internal int Copy(Stretch stretch, StoredEvent[] page)
    {
        lock (_lock)
        {
            var source = stretch.Stream is null ? _all : _streams.GetValueOrDefault(stretch.Stream)?.Events ?? [];
            var (from, ends) = ((int)stretch.From, Math.Clamp(stretch.To, -1, source.Count - 1));
            var count = (int)Math.Clamp((ends - stretch.From) * stretch.Step + 1, 0, page.Length);
            if (stretch.Step > 0 && count > 0) source.CopyTo(from, page, 0, count);
            else for (var i = 0; i < count; i++) page[i] = source[from - i];
            return count;
        }
    }

    private StreamHistory History(string stream)
    {
        if (!_streams.TryGetValue(stream, out var history)) _streams[stream] = history = new();
        return history;
    }

    private bool IsVisible(StreamHistory history, StoredEvent stored) => (long)stored.Revision >= history.First(Now);

    private Outcome.Written Store(string stream, StreamHistory history, IReadOnlyList<NewEvent> events, Recorder recorder)
    {
        if (history.IsSoftDeleted) WriteLimit(stream, history.Head + 1);

        var stored = recorder.Record(events, (ulong)history.Events.Count, _end);
        history.Events.AddRange(stored);
        Commit(stored);
        if (stream.StartsWith("$$", StringComparison.Ordinal) && events[^1].Type == "$metadata") Limit(stream[2..], events[^1]);
        return new(stored[^1].Revision, stored[^1].Position);
    }

    private void Commit(List<StoredEvent> stored)
    {
        foreach (var happened in stored) _recent.Add(happened);
        _all.AddRange(stored);
        _end = Recorder.After(stored[^1].Position, stored[^1].Frame.Length);
        Interlocked.Exchange(ref _next, NewSignal()).SetResult();
    }

    private Outcome.Written WriteLimit(string stream, long truncateBefore) =>
        Store("$$" + stream, History("$$" + stream), [NewEvent.System("$metadata", $$"""{"$tb":{{truncateBefore}}}""")], new("$$" + stream, Now));

    private void Limit(string stream, NewEvent metadata)
    {
        var history = History(stream);
        history.HasMetadata = true;
        history.Limits = StreamLimits.Parse(metadata.Data.Memory);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
