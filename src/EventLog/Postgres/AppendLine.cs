namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Where appends wait, in groups, while one group is under way. Each is made ready behind the one ahead. Whoever comes while none is under way makes one
/// by himself and has to send it.
/// </summary>
internal sealed class AppendLine
{
    private readonly TimeProvider _clock;
    private readonly object _gate = new(); // waited on and pulsed, which a Lock cannot be
    private readonly Queue<PendingGroup> _groups = [];
    private PendingGroup _last;
    private PendingGroup? _underWay;
    private bool _isSent, _closed;
    private int _waiting;

    public AppendLine(TimeProvider clock)
    {
        _clock = clock;
        _groups.Enqueue(_last = new(before: null, clock));
    }

    /// <summary>How many appends wait; others may be joining.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <returns>A group that is under way from now on, for the caller to send; null where another one is.</returns>
    /// <exception cref="ObjectDisposedException">The line is closed.</exception>
    public PendingGroup? Join(PendingAppend append)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_last.IsFull) _groups.Enqueue(_last = new(_last.After, _clock));
            _last.Add(append);
            _waiting++;
            return _underWay is null ? Take() : null;
        }
    }

    /// <summary>The group under way has been sent.</summary>
    public void Sent()
    {
        lock (_gate)
        {
            _isSent = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Blocks until the group under way has been sent.</summary>
    /// <returns>Null where none is and none will be, for the line is closed.</returns>
    public PendingGroup? WaitForSent()
    {
        lock (_gate)
        {
            while (_underWay is null ? !_closed : !_isSent) Monitor.Wait(_gate);
            return _underWay;
        }
    }

    /// <summary>The group under way is done, and all who wait in the first group go next.</summary>
    /// <param name="head">Where it left the log; null where nobody knows.</param>
    /// <returns>As <see cref="Join"/>; null where nobody waits.</returns>
    public PendingGroup? Next(Head? head)
    {
        lock (_gate)
        {
            if (head != _underWay!.After) GoOnFrom(head);
            return _waiting > 0 ? Take() : _underWay = null;
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

    /// <summary>The first group, made ready anew if it had to wait for long.</summary>
    private PendingGroup Take()
    {
        if (_groups.Peek().IsStale) GoOnFrom(_groups.Peek().Before);
        (_underWay, _isSent) = (_groups.Dequeue(), false);
        _waiting -= _underWay.Appends.Count;
        if (_groups.Count == 0) _groups.Enqueue(_last = new(_underWay.After, _clock));
        return _underWay;
    }

    /// <summary>Makes those who wait ready anew.</summary>
    private void GoOnFrom(Head? head)
    {
        for (var count = _groups.Count; count > 0; count--)
        {
            _groups.Enqueue(_last = _groups.Dequeue().Behind(head));
            head = _last.After;
        }
    }
}
