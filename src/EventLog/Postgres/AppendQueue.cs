using System.Diagnostics;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group commit: appends of this process wait in line, one thread takes a group of them after the other and stores it in one transaction. The thread
/// does nothing else and blocks while PostgreSQL works, since an answer reaches nobody sooner than who waits for it himself. What a broken connection
/// leaves uncertain is asked again with the same ids until the answer is certain.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int Room = 4096;

    /// <summary>
    /// So many share well enough what a transaction costs. Where all were waited for, nobody would be left to be served, and the processors
    /// would idle, while the group commits: see docs/adr/0006.
    /// </summary>
    private const int EnoughAppends = 12;

    /// <summary>
    /// A thread tells so many, one after another, and each goes on in it until it waits for something again. To wake more threads costs more; fewer keep
    /// the last ones waiting.
    /// </summary>
    private const int ToldInTurn = 8;

    /// <summary>When the line has not grown for so long it is taken as it is.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMicroseconds(15);

    private readonly AppendTransaction _transaction;
    private readonly Action _committed;
    private readonly AppendLine _line = new(TimeProvider.System);
    private readonly SemaphoreSlim _room = new(Room);
    private readonly Task _appending;

    public AppendQueue(NpgsqlDataSource source, RecentFacts recent, Action committed)
    {
        _transaction = new(source, recent);
        _committed = committed;
        _appending = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask<Appended> Append(PendingAppend append, CancellationToken ct)
    {
        await _room.WaitAsync(ct);
        try
        {
            _line.Join(append);
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
        await _appending;
        _transaction.Dispose();
    }

    private void Run()
    {
        while (_line.WaitForOne())
        {
            Settle();
            Store(_line.Take());
        }
    }

    /// <summary>Those just answered come back in a moment: without waiting for them they would be split in halves that wait for each other.</summary>
    private void Settle()
    {
        var (seen, grown) = (0, Stopwatch.GetTimestamp());
        while (seen < EnoughAppends && Stopwatch.GetElapsedTime(grown) < Quiet)
        {
            Thread.Yield();
            if (_line.Waiting > seen) (seen, grown) = (_line.Waiting, Stopwatch.GetTimestamp());
        }
    }

    private void Store(PendingGroup group)
    {
        try
        {
            var (answers, head) = Persistently.Try(() => _transaction.Commit(group), Persistently.ForAWhile);
            if (head != group.After) _line.GoOnFrom(head);
            _committed();
            Tell(group.Appends, i => group.Appends[i].Tell(answers[i]));
        }
        catch (PostgresException refused) when (group.Appends.Count > 1 && !Persistently.Passes(refused))
        {
            foreach (var append in group.Appends) Store(PendingGroup.Of(append)); // whoever is to blame fails alone
        }
        catch (Exception e)
        {
            _line.GoOnFrom(null);
            Tell(group.Appends, i => group.Appends[i].Fail(e));
        }
    }

    /// <summary>By other threads, while this one stores the next group.</summary>
    private void Tell(IReadOnlyList<PendingAppend> appends, Action<int> tell)
    {
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
}
