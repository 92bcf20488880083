namespace EventSourcedCrm.EventLog.EventStoreDb.Live;

/// <summary>What has arrived and is not yet taken, of bounded size, between one who puts and one who takes all there is.</summary>
internal sealed class Inbox<T>(int maxCount, long maxBytes, TimeProvider time)
{
    private readonly Lock _gate = new();
    private List<T> _items = [];
    private long _bytes;
    private Exception? _end;
    private TaskCompletionSource _arrived = New();
    private TaskCompletionSource _taken = New();

    /// <summary>False when it stayed full all that time; then the item was not put.</summary>
    public async ValueTask<bool> Put(T item, int bytes, TimeSpan patience, CancellationToken ct)
    {
        Task? room;
        while ((room = TryPut(item, bytes)) is not null)
        {
            try
            {
                await room.WaitAsync(patience, time, ct);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Nothing more will come, and why.</summary>
    public void End(Exception why)
    {
        lock (_gate)
        {
            _end = why;
            _arrived.TrySetResult();
        }
    }

    /// <summary>All that is there, once there is something; nothing when nothing came all that time. After the last item it throws why it ended.</summary>
    public async ValueTask<IReadOnlyList<T>> Take(TimeSpan patience, CancellationToken ct)
    {
        Task arrived;
        lock (_gate) arrived = _arrived.Task;
        try
        {
            await arrived.WaitAsync(patience, time, ct);
        }
        catch (TimeoutException)
        {
            return [];
        }
        lock (_gate)
        {
            if (_items.Count == 0 && _end is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_end);
            var items = _items;
            (_items, _bytes) = ([], 0);
            if (_end is null) _arrived = New();
            _taken.TrySetResult();
            _taken = New();
            return items;
        }
    }

    /// <summary>Null when put, else what to wait for. An item larger than the bound goes in alone.</summary>
    private Task? TryPut(T item, int bytes)
    {
        lock (_gate)
        {
            if (_items.Count > 0 && (_items.Count >= maxCount || _bytes + bytes > maxBytes)) return _taken.Task;
            _items.Add(item);
            _bytes += bytes;
            _arrived.TrySetResult();
            return null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
