using System.Diagnostics;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group commit: while a group of appends is under way, others wait in line and are stored together next. Whoever comes while none is sends his own; one
/// thread waits for the answers. It does nothing else and blocks meanwhile, since an answer reaches nobody sooner than who waits for it himself; where enough
/// wait it sends the next group before it has anybody told. What a broken connection leaves uncertain is asked again with the same ids until the answer is
/// certain, or half a minute has passed.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int Room = 4096;

    /// <summary>
    /// A thread tells so many, one after another, and each goes on in it until it waits for something again. To wake more threads costs more; fewer keep
    /// the last ones waiting.
    /// </summary>
    private const int ToldInTurn = 8;

    /// <summary>So many share well enough what a group costs.</summary>
    private const int EnoughAppends = 12;

    /// <summary>When the line has not grown for so long it is taken as it is.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMicroseconds(15);

    private readonly AppendTransaction _transaction;
    private readonly Action _committed;
    private readonly AppendLine _line = new(TimeProvider.System);
    private readonly SemaphoreSlim _room = new(Room);
    private readonly Task _answering;

    public AppendQueue(NpgsqlDataSource source, RecentFacts recent, Action committed)
    {
        _transaction = new(source, recent);
        _committed = committed;
        _answering = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask<Appended> Append(PendingAppend append, CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        try
        {
            if (_line.Join(append) is { } complete) Send(complete);
        }
        catch
        {
            _room.Release(); // for who still waits, to be refused as well
            throw;
        }
        return await append.Answered.WaitAsync(ct);
    }

    /// <summary>Stores what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _line.Close();
        await _answering;
        _transaction.Dispose();
    }

    private void Run()
    {
        while (_line.WaitForSent() is { } group)
        {
            var outcome = Store(group);
            if (_line.Waiting >= EnoughAppends)
            {
                SendNext(outcome);
                Tell(outcome);
            }
            else
            {
                Tell(outcome);
                Settle();
                SendNext(outcome);
            }
        }
    }

    /// <summary>
    /// Those just told come back in a moment. Where few wait, what a group costs PostgreSQL and us is saved by waiting for them; where enough do,
    /// PostgreSQL has better things to do meanwhile.
    /// </summary>
    private void Settle()
    {
        var (seen, grown) = (0, Stopwatch.GetTimestamp());
        while (seen < EnoughAppends && Stopwatch.GetElapsedTime(grown) < Quiet)
        {
            Thread.Yield();
            if (_line.Waiting > seen) (seen, grown) = (_line.Waiting, Stopwatch.GetTimestamp());
        }
    }

    private void SendNext(Outcome outcome)
    {
        if (_line.Next(outcome.Head) is { } next) Send(next);
    }

    private void Send(PendingGroup group)
    {
        _transaction.Send(group);
        _line.Sent();
    }

    private Outcome Store(PendingGroup group)
    {
        try
        {
            var (answers, head) = _transaction.Commit(group);
            return new(head, group.Appends, i => group.Appends[i].Tell(answers[i]));
        }
        catch (PostgresException refused) when (group.Appends.Count > 1 && !Persistently.Passes(refused))
        {
            var head = default(Head);
            foreach (var append in group.Appends)
            {
                var alone = Store(PendingGroup.Of(append)); // whoever is to blame fails alone
                Tell(alone);
                head = alone.Head;
            }
            return new(head, [], _ => { });
        }
        catch (Exception e)
        {
            return new(null, group.Appends, i => group.Appends[i].Fail(e));
        }
    }

    /// <summary>By other threads, while this one waits for the next group.</summary>
    private void Tell(Outcome outcome)
    {
        var (appends, tell) = (outcome.Untold, outcome.Tell);
        _committed();
        _room.Release(appends.Count);
        for (var i = 0; i < appends.Count; i += ToldInTurn)
        {
            var (first, end) = (i, Math.Min(i + ToldInTurn, appends.Count));
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                for (var told = first; told < end; told++) tell(told);
            }, null);
        }
    }

    /// <param name="Head">Where the log ends then; null where nobody knows.</param>
    /// <param name="Untold">Who does not know yet.</param>
    /// <param name="Tell">Tells one of them, by his place.</param>
    private readonly record struct Outcome(Head? Head, IReadOnlyList<PendingAppend> Untold, Action<int> Tell);
}
