using System.Collections.Concurrent;
using System.Diagnostics;

namespace EventSourcedCrm.Host.Bench;

/// <summary>
/// Clients at work at once, a thread each: where they shared the server's or the pool's, they would wait in line behind other work before they begin, and it behind theirs.
/// </summary>
internal static class Clients
{
    /// <summary>How many a second they do together, each one thing after another.</summary>
    public static async Task<double> Rate<TClient>(IReadOnlyList<TClient> clients, TimeSpan time, Action<TClient> once, CancellationToken ct)
    {
        var (done, started) = (0L, Stopwatch.GetTimestamp());
        await Together(clients, client =>
        {
            for (; Stopwatch.GetElapsedTime(started) < time && !ct.IsCancellationRequested; Interlocked.Increment(ref done)) once(client);
        }, ct);
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Milliseconds until each was done. Each waits its turn in a fixed timetable, and its time counts from there: a slow answer delays nobody's start unseen.</summary>
    public static async Task<IReadOnlyCollection<double>> AtPace<TClient>(
        double aSecond, IReadOnlyList<TClient> clients, TimeSpan time, Action<TClient> once, CancellationToken ct)
    {
        var (waits, next, started) = (new ConcurrentBag<double>(), -1L, Stopwatch.GetTimestamp());
        await Together(clients, client =>
        {
            while (!ct.IsCancellationRequested)
            {
                var due = TimeSpan.FromSeconds(Interlocked.Increment(ref next) / aSecond);
                if (due > time) return;
                if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early) Thread.Sleep(early);
                var begun = Stopwatch.GetElapsedTime(started); // a little early where what is left to sleep is less than a millisecond
                once(client);
                waits.Add((Stopwatch.GetElapsedTime(started) - (begun < due ? begun : due)).TotalMilliseconds);
            }
        }, ct);
        return waits;
    }

    public static async Task Together<TClient>(IReadOnlyList<TClient> clients, Action<TClient> work, CancellationToken ct)
    {
        await Task.WhenAll(clients.Select(client => Task.Factory.StartNew(() => work(client), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        ct.ThrowIfCancellationRequested();
    }
}
