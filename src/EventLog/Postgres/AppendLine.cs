namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Where appends wait, in groups. Each group is made ready behind the one ahead, while that is being stored.</summary>
internal sealed class AppendLine
{
    private readonly TimeProvider _clock;
    private readonly object _gate = new(); // waited on and pulsed, which a Lock cannot be
    private readonly Queue<PendingGroup> _groups = [];
    private PendingGroup _last;
    private int _waiting;
    private bool _closed;

    public AppendLine(TimeProvider clock)
    {
        _clock = clock;
        _groups.Enqueue(_last = new(before: null, clock));
    }

    /// <summary>How many appends wait; others may be joining.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <exception cref="ObjectDisposedException">The line is closed.</exception>
    public void Join(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_last.IsFull) _groups.Enqueue(_last = new(_last.After, _clock));
            _last.Add(append);
            if (_waiting++ == 0) Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks until an append waits.</summary>
    /// <returns>False where none does and none will, for the line is closed.</returns>
    public bool WaitForOne()
    {
        lock (_gate)
        {
            while (_waiting == 0 && !_closed) Monitor.Wait(_gate);
            return _waiting > 0;
        }
    }

    /// <summary>
    /// The first group, made ready anew if it had to wait for long. Those behind it count on being told with <see cref="GoOnFrom"/> if it leaves the log
    /// elsewhere than it was made ready for.
    /// </summary>
    public PendingGroup Take()
    {
        lock (_gate)
        {
            if (_groups.Peek().IsStale) GoOnFrom(_groups.Peek().Before);
            var taken = _groups.Dequeue();
            if (_groups.Count == 0) _groups.Enqueue(_last = new(taken.After, _clock));
            _waiting -= taken.Appends.Count;
            return taken;
        }
    }

    /// <summary>Makes those who wait ready anew.</summary>
    /// <param name="head">Where the log ends; null where nobody knows.</param>
    public void GoOnFrom(Head? head)
    {
        lock (_gate)
        {
            for (var count = _groups.Count; count > 0; count--)
            {
                _groups.Enqueue(_last = _groups.Dequeue().Behind(head));
                head = _last.After;
            }
        }
    }

    /// <summary>Whoever comes from now on is refused; those who wait are not.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.Pulse(_gate);
        }
    }
}
