namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>A clock whose timers run when a test says that time has passed, and only then.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Waiting> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate) return _now.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until something, or so many things, wait for exactly that long.</summary>
    public async Task WaitedFor(TimeSpan span, int times = 1)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_timers.Count(timer => timer.Span == span) >= times) return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Lets time pass, as long as it is waited for, until something is so.</summary>
    public async Task Until(Func<bool> so)
    {
        var patience = DateTime.UtcNow.AddSeconds(30);
        while (!so())
        {
            DateTime.UtcNow.ShouldBeLessThan(patience);
            TimeSpan? next;
            lock (_gate) next = _timers.Count == 0 ? null : _timers.Min(timer => timer.Due) - _now;
            if (next is { } span) Pass(span);
            await Task.Yield();
        }
    }

    public void Pass(TimeSpan span)
    {
        Waiting[] due;
        lock (_gate)
        {
            _now += span;
            due = [.. _timers.Where(timer => timer.Due <= _now)];
            foreach (var timer in due) _timers.Remove(timer);
        }
        foreach (var timer in due) timer.Ring();
    }

    private sealed class Waiting(ManualTime time, Action ring) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public TimeSpan Span { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                (Span, Due) = (dueTime, time._now + dueTime);
                if (dueTime != Timeout.InfiniteTimeSpan) time._timers.Add(this);
                time._changed.TrySetResult();
                time._changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            return true;
        }

        public void Dispose()
        {
            lock (time._gate) time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
