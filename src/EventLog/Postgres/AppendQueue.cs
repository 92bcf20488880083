using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group commit: appends of this process wait in line, one thread takes all that wait and stores them in one transaction. The thread does nothing
/// else and blocks while PostgreSQL works, since an answer reaches nobody sooner than who waits for it himself. What a broken connection leaves
/// uncertain is asked again with the same ids until the answer is certain.
/// </summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int MaxAppends = 512;
    private const long MaxBytes = 4 << 20;

    /// <summary>
    /// So many share well enough what a transaction costs. Where all were waited for, nobody would be left to be served, and the processors
    /// would idle, while the group commits: see docs/adr/0006.
    /// </summary>
    private const int EnoughAppends = 12;

    /// <summary>When the line has not grown for so long it is taken as it is.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMicroseconds(15);

    private readonly AppendTransaction _transaction;
    private readonly Action _committed;
    private readonly Channel<PendingAppend> _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(8 * MaxAppends) { SingleReader = true });
    private readonly Task _appending;

    public AppendQueue(NpgsqlDataSource source, RecentFacts recent, Action committed)
    {
        _transaction = new(source, recent);
        _committed = committed;
        _appending = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public async ValueTask<Appended> Append(PendingAppend append, CancellationToken ct)
    {
        await _waiting.Writer.WriteAsync(append, ct);
        return await append.Answer.WaitAsync(ct);
    }

    /// <summary>Stores what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _appending;
        _transaction.Dispose();
    }

    private void Run()
    {
        while (_waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Settle();
            var group = new List<PendingAppend>();
            for (var bytes = 0L; group.Count < MaxAppends && bytes < MaxBytes && _waiting.Reader.TryRead(out var append); bytes += append.Bytes)
                group.Add(append);
            Store(group);
        }
    }

    /// <summary>Those just answered come back in a moment: without waiting for them they would be split in halves that wait for each other.</summary>
    private void Settle()
    {
        var (seen, grown) = (0, Stopwatch.GetTimestamp());
        while (seen < EnoughAppends && Stopwatch.GetElapsedTime(grown) < Quiet)
        {
            Thread.Yield();
            if (_waiting.Reader.Count > seen) (seen, grown) = (_waiting.Reader.Count, Stopwatch.GetTimestamp());
        }
    }

    private void Store(IReadOnlyList<PendingAppend> group)
    {
        try
        {
            var answers = Persistently.Try(() => _transaction.Commit(group), Persistently.ForAWhile);
            _committed();
            foreach (var (append, (answer, last)) in group.Zip(answers))
            {
                if (answer is { } appended) append.Succeed(appended);
                else append.Fail(new WrongExpectedRevisionException(append.Stream, append.Expected, last));
            }
        }
        catch (PostgresException refused) when (group.Count > 1 && !Persistently.Passes(refused))
        {
            foreach (var append in group) Store([append]); // whoever is to blame fails alone
        }
        catch (Exception e)
        {
            foreach (var append in group) append.Fail(e);
        }
    }
}
