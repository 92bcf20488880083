using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Decodes the next pages of what was put aside while their consumer is busy with one.</summary>
internal static class DecodedAhead
{
    /// <summary>Some of the time goes to waiting for keys: while one page does, another is decoded.</summary>
    private const int PagesAhead = Lanes.PagesKept - 1;

    /// <summary>The pages of the lanes, once.</summary>
    public static async IAsyncEnumerable<LanePage<Recorded>> Pages(IEventLog log, Lanes lanes, [EnumeratorCancellation] CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var decoding = Channel.CreateBounded<Task<LanePage<Recorded>>>(PagesAhead);
        var reading = Task.Run(Read, CancellationToken.None);
        try
        {
            await foreach (var page in decoding.Reader.ReadAllAsync(ct)) yield return await page;
        }
        finally
        {
            await abandoned.CancelAsync();
            await reading;
            while (decoding.Reader.TryRead(out var begun)) await begun.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        async Task Read()
        {
            try
            {
                using var pages = lanes.Pages().GetEnumerator();
                while (await decoding.Writer.WaitToWriteAsync(abandoned.Token) && pages.MoveNext())
                {
                    var page = pages.Current;
                    decoding.Writer.TryWrite(Task.Run(() => Decode(page), CancellationToken.None));
                }
                decoding.Writer.Complete();
            }
            catch (Exception error)
            {
                decoding.Writer.Complete(error);
            }
        }

        async Task<LanePage<Recorded>> Decode(LanePage<CanonicalFact> page)
        {
            var facts = await log.Decode([.. page.Facts.Select(numbered => numbered.Fact)], rememberKeys: false, abandoned.Token);
            return new([.. facts.Zip(page.Facts, (fact, stored) => new Numbered<Recorded>(fact, stored.Ordinal))], page.EndsLane);
        }
    }
}
