using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group commit: while a group of appends is under way, others wait in line and are stored together next. Whoever comes while none is sends his own; one
/// thread waits for the answers. It does nothing else and blocks meanwhile, since an answer reaches nobody sooner than who waits for it himself, and sends the
/// next group before it has anybody told. What a broken connection leaves uncertain is asked again with the same ids until the answer is certain.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int Room = 4096;

    /// <summary>
    /// A thread tells so many, one after another, and each goes on in it until it waits for something again. To wake more threads costs more; fewer keep
    /// the last ones waiting.
    /// </summary>
    private const int ToldInTurn = 8;

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
            if (_line.Next(outcome.Head) is { } next) Send(next);
            _committed();
            Tell(group.Appends, outcome.Tell);
        }
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
            return new(head, i => group.Appends[i].Tell(answers[i]));
        }
        catch (PostgresException refused) when (group.Appends.Count > 1 && !Persistently.Passes(refused))
        {
            Outcome[] each = [.. group.Appends.Select(append => Store(PendingGroup.Of(append)))]; // whoever is to blame fails alone
            return new(each[^1].Head, i => each[i].Tell(0));
        }
        catch (Exception e)
        {
            return new(null, i => group.Appends[i].Fail(e));
        }
    }

    /// <summary>By other threads, while this one waits for the next group.</summary>
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

    /// <param name="Head">Where the log ends then; null where nobody knows.</param>
    /// <param name="Tell">Tells one of the group, by his place in it.</param>
    private readonly record struct Outcome(Head? Head, Action<int> Tell);
}
