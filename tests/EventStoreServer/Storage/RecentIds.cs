namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>The leader's bounded memory of ids lately written, by which writes without an explicit expectation are recognised.</summary>
internal sealed class RecentIds
{
    private const int Bound = 50_000;

    private readonly Dictionary<Guid, StoredEvent> _events = [];
    private readonly Queue<Guid> _oldestFirst = [];

    public void Add(StoredEvent stored)
    {
        if (!_events.ContainsKey(stored.Id)) _oldestFirst.Enqueue(stored.Id);
        _events[stored.Id] = stored;
        if (_oldestFirst.Count > Bound) _events.Remove(_oldestFirst.Dequeue());
    }

    public StoredEvent? Find(Guid id, string stream) => _events.GetValueOrDefault(id) is { } found && found.Stream == stream ? found : null;

    public void Clear()
    {
        _events.Clear();
        _oldestFirst.Clear();
    }
}
