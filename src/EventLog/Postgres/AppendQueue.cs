using System.Threading.Channels;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group commit: appends of this process wait in line, one loop takes all that wait and stores them in one transaction. What a broken
/// connection leaves uncertain is asked again with the same ids until the answer is certain.
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

    private readonly AppendTransaction _transaction;
    private readonly Action _committed;
    private readonly Channel<PendingAppend> _waiting = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(8 * MaxAppends) { SingleReader = true });
    private readonly Task _loop;

    public AppendQueue(NpgsqlDataSource source, Action committed)
    {
        _transaction = new(source);
        _committed = committed;
        _loop = Task.Run(Run);
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
        await _loop;
        await _transaction.DisposeAsync();
    }

    private async Task Run()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await Gathering.Settle(_waiting.Reader, EnoughAppends);
            var group = new List<PendingAppend>();
            for (var bytes = 0L; group.Count < MaxAppends && bytes < MaxBytes && _waiting.Reader.TryRead(out var append); bytes += append.Bytes)
                group.Add(append);
            await Store(group);
        }
    }

    private async Task Store(IReadOnlyList<PendingAppend> group)
    {
        try
        {
            var answers = await Persistently.Try(token => _transaction.Commit(group, token), Persistently.ForAWhile, CancellationToken.None);
            _committed();
            foreach (var (append, (answer, last)) in group.Zip(answers))
            {
                if (answer is { } appended) append.Succeed(appended);
                else append.Fail(new WrongExpectedRevisionException(append.Stream, append.Expected, last));
            }
        }
        catch (PostgresException refused) when (group.Count > 1 && !Persistently.Passes(refused))
        {
            foreach (var append in group) await Store([append]); // whoever is to blame fails alone
        }
        catch (Exception e)
        {
            foreach (var append in group) append.Fail(e);
        }
    }
}
