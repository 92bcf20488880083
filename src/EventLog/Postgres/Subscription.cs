using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Everything after a position, then whatever comes. A lost connection delays it and neither skips nor repeats a fact.</summary>
internal sealed class Subscription(HeadSignal signal, Func<LogPosition, CancellationToken, Task<Page>> read)
{
    /// <summary>
    /// What comes while nothing else does is told at once. Under load one look at a time is enough: looking after every commit would find a
    /// fact or two, and each of them would cost every projection a transaction of its own.
    /// </summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Where facts come in such numbers that no processor idles, fewer and larger transactions leave room for more of them. What comes meanwhile is kept
    /// in memory (<see cref="RecentFacts"/>), which is why it is not longer.
    /// </summary>
    private static readonly TimeSpan BetweenLooksAtMany = TimeSpan.FromMilliseconds(200);

    private const int ManyPerSecond = 5_000;

    public async IAsyncEnumerable<LogMessage> From(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        var behind = true;
        for (long looked, before = Stopwatch.GetTimestamp(); ; before = looked)
        {
            var (next, found) = (signal.Next, 0);
            looked = Stopwatch.GetTimestamp();
            await foreach (var page in PagesAhead.Of(read, after, ct))
            {
                if (page.Facts.Count > 0)
                {
                    after = page.Facts[^1].Position;
                    found += page.Facts.Count;
                    yield return new LogMessage.Page(page.Facts);
                }
                behind |= !page.AtHead;
            }
            if (behind) yield return new LogMessage.CaughtUp();
            behind = false;
            await HeadSignal.Wait(next, ct);
            if (Pause(found, Stopwatch.GetElapsedTime(before, looked)) - Stopwatch.GetElapsedTime(looked) is { Ticks: > 0 } early) await Task.Delay(early, ct);
        }
    }

    /// <param name="found">So many facts came</param>
    /// <param name="within">in so long.</param>
    internal static TimeSpan Pause(int found, TimeSpan within) => found > ManyPerSecond * within.TotalSeconds ? BetweenLooksAtMany : BetweenLooks;
}
