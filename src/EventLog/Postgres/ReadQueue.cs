using System.Threading.Channels;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>
/// Group reading: while one query for streams is under way those who want others wait in line, and the next query is for all of them, as
/// <see cref="AppendQueue"/> does with appends. One alone waits for nobody.
/// </summary>
internal sealed class ReadQueue : IAsyncDisposable
{
    private const int MostStreams = 64;

    private readonly FactReader _reader;
    private readonly Channel<PendingRead> _waiting = Channel.CreateUnbounded<PendingRead>(); // one of a single reader would not tell how long it is
    private readonly Task _loop;

    public ReadQueue(FactReader reader)
    {
        _reader = reader;
        _loop = Task.Run(Run);
    }

    public async Task<RawPage> Read(StreamPart part, CancellationToken ct)
    {
        var read = new PendingRead(part);
        ObjectDisposedException.ThrowIf(!_waiting.Writer.TryWrite(read), this);
        return await read.Answer.Task.WaitAsync(ct);
    }

    /// <summary>Reads what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task Run()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            await Gathering.Settle(_waiting.Reader, MostStreams);
            List<PendingRead> reads = [];
            while (reads.Count < MostStreams && _waiting.Reader.TryRead(out var read)) reads.Add(read);
            await Read(reads);
        }
    }

    private async Task Read(List<PendingRead> reads)
    {
        try
        {
            var pages = await _reader.ReadStreams([.. reads.Select(read => read.Part)], CancellationToken.None);
            foreach (var (read, page) in reads.Zip(pages)) read.Answer.TrySetResult(page);
        }
        catch (Exception) when (reads.Count > 1)
        {
            foreach (var read in reads) await Read([read]); // whoever is to blame fails alone
        }
        catch (Exception e)
        {
            reads[0].Answer.TrySetException(e);
        }
    }

    private sealed class PendingRead(StreamPart part)
    {
        public StreamPart Part { get; } = part;

        public TaskCompletionSource<RawPage> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>So many facts of a stream at most, from a revision on.</summary>
internal readonly record struct StreamPart(StreamName Stream, long FromRevision, int Most);
