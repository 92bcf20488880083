using System.Threading.Channels;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>One subscription to the log, read a few pages ahead of whoever comes first, and its latest pages for those who come after.</summary>
internal sealed class Tail : IAsyncDisposable
{
    private const int PagesAhead = 4;
    private readonly Lock _lock = new();
    private readonly Channel<FactPage> _ahead = Channel.CreateBounded<FactPage>(PagesAhead);
    private readonly List<FactPage> _kept = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long _mostBytes;
    private readonly Task _reading;
    private LogPosition _end;
    private long _bytes;

    public Tail(IEventLog log, LogPosition after, long mostBytes)
    {
        (Start, _end, _mostBytes) = (after, after, mostBytes);
        _reading = Task.Run(() => Read(log, after));
    }

    /// <summary>What follows this position is kept.</summary>
    public LogPosition Start
    {
        get
        {
            lock (_lock) return field;
        }
        private set;
    }

    public bool HasEnded => _ahead.Reader.Completion.IsCompleted;

    /// <summary>Whether somebody has been handed what precedes the position.</summary>
    public bool HasReached(LogPosition position)
    {
        lock (_lock) return position <= _end;
    }

    /// <summary>
    /// What follows the position, in whole pages, the first of which may begin before it; waits for one. Null where what follows
    /// is no longer kept, or the subscription has ended; throws what ended it.
    /// </summary>
    public async Task<FactPage?> After(LogPosition position, CancellationToken ct)
    {
        ValueTask<bool> more;
        do
        {
            lock (_lock)
            {
                if (position == _end) Take();
                if (position < _end) return position < Start ? null : Kept(position);
                more = _ahead.Reader.WaitToReadAsync(ct);
            }
        }
        while (await more);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _stop.Dispose();
    }

    /// <summary>Everybody has read up to the position.</summary>
    public void LetGo(LogPosition position)
    {
        lock (_lock) Drop(page => page.End <= position);
    }

    private FactPage Kept(LogPosition position)
    {
        var first = _kept.Count;
        while (first > 0 && _kept[first - 1].End > position) first--;
        var last = first;
        for (var facts = 0; last < _kept.Count && facts < Feed.MostFactsAtOnce; last++) facts += _kept[last].Facts.Count;
        return FactPage.Of(_kept[first..last]);
    }

    /// <summary>Keeps what has been read ahead, in place of what is too much.</summary>
    private void Take()
    {
        Drop(_ => _bytes > _mostBytes);
        for (var facts = 0; facts < Feed.MostFactsAtOnce && _ahead.Reader.TryRead(out var page); facts += page.Facts.Count)
        {
            _kept.Add(page);
            _bytes += page.Bytes;
            _end = page.End;
        }
    }

    /// <summary>Lets the oldest pages go, as many as may.</summary>
    private void Drop(Predicate<FactPage> may)
    {
        var old = 0;
        for (; old < _kept.Count && may(_kept[old]); old++) (Start, _bytes) = (_kept[old].End, _bytes - _kept[old].Bytes);
        _kept.RemoveRange(0, old);
    }

    private async Task Read(IEventLog log, LogPosition after)
    {
        Exception? why = null;
        try
        {
            await foreach (var message in log.Subscribe(after, _stop.Token))
                if (message is LogMessage.Page page) await _ahead.Writer.WriteAsync(new(page.Facts), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            why = error;
        }
        _ahead.Writer.Complete(why);
    }
}
