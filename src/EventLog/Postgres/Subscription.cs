using System.Runtime.CompilerServices;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Everything after a position, then whatever comes. A lost connection delays it and neither skips nor repeats a fact.</summary>
internal sealed class Subscription(HeadSignal signal, Func<LogPosition, CancellationToken, Task<Page>> read)
{
    public async IAsyncEnumerable<LogMessage> From(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        var behind = true;
        while (true)
        {
            var next = signal.Next;
            await foreach (var page in PagesAhead.Of(read, after, ct))
            {
                if (page.Facts.Count > 0)
                {
                    after = page.Facts[^1].Position;
                    yield return new LogMessage.Page(page.Facts);
                }
                behind |= !page.AtHead;
            }
            if (behind) yield return new LogMessage.CaughtUp();
            behind = false;
            await HeadSignal.Wait(next, ct);
        }
    }
}
