using System.Collections.Concurrent;
using System.Diagnostics;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>Contacts planned through HTTP by 32 clients while the workers work: how many, and how soon at half of that.</summary>
internal static class CommandsOverHttp
{
    private const int Clients = 32;

    /// <summary>
    /// A server that has run for a while knows its customers. At first a command takes up to twice as long: its customer's beginning is looked up in
    /// the log, pages of indexes are met for the first time, and for half a minute what it runs through is being compiled for good.
    /// </summary>
    private const int MostMetBefore = 100_000;

    private const int WarmUps = 8;
    private const int Turns = 9;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(60);

    public static async Task<IReadOnlyList<Figure>> Measure(Ground ground, Site site, double appends, CancellationToken ct)
    {
        var clients = Enumerable.Range(0, Clients).Select(_ => site.Poster()).ToArray();
        await MeetCustomers(ground, clients, ct);
        await ground.WriteOut(ct);
        List<double> rates = [];
        while (rates.Count < WarmUps + Turns) rates.Add(await Rate(clients, client => Post(ground, ground.AnyCustomer(), client), ct));
        var most = Rounds.Median(rates.Skip(WarmUps));
        await site.Quiet(ct);
        var uneven = Steadiness.ShareOfSlowMoments();
        var waits = await AtPace(most / 2, clients, client => Post(ground, ground.AnyCustomer(), client), ct);
        foreach (var client in clients) client.Dispose();
        var p99 = Rounds.P99(waits);
        return
        [
            new("command through HTTP, 32 clients, workers live", most, "commands/s")
            {
                Raw = appends,
                RawIs = "the append figure",
                Ratio = most / appends,
                Target = "≥ 0.25 × raw",
                Met = most / appends >= 0.25,
            },
            new("moments in which a bare loop ran at less than half its usual speed, before the latencies", uneven * 100, "%"),
            new("command latency at half of that, p50", Rounds.Median(waits), "ms"),
            new("command latency at half of that, p99", p99, "ms") { Target = "≤ 25", Met = p99 <= 25 },
        ];
    }

    private static Task MeetCustomers(Ground ground, Poster[] clients, CancellationToken ct)
    {
        var next = -1;
        return Together(clients, client =>
        {
            while (Interlocked.Increment(ref next) is var at && at < Math.Min(ground.Customers.Count, MostMetBefore) && !ct.IsCancellationRequested) Post(ground, ground.Customers[at], client);
        }, ct);
    }

    private static void Post(Ground ground, CustomerId customer, Poster client) => client.Create("/api/contacts", Guid.CreateVersion7().ToString("D"), $$"""
        {"customer":"{{customer.Value}}","kind":"call","direction":"outgoing","responsible":"{{ground.User.Value}}",
        "subject":"Ask how the delivery went","dueAt":"2031-03-03T09:00:00Z"}
        """);

    /// <summary>How many a second they do together, each one thing after another.</summary>
    private static async Task<double> Rate(Poster[] clients, Action<Poster> once, CancellationToken ct)
    {
        var (done, started) = (0L, Stopwatch.GetTimestamp());
        await Together(clients, client =>
        {
            for (; Stopwatch.GetElapsedTime(started) < Turn && !ct.IsCancellationRequested; Interlocked.Increment(ref done)) once(client);
        }, ct);
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Each waits its turn in a fixed timetable, and its time counts from there: a slow answer delays nobody's start unseen.</summary>
    private static async Task<IReadOnlyCollection<double>> AtPace(double rate, Poster[] clients, Action<Poster> once, CancellationToken ct)
    {
        var (waits, next, started) = (new ConcurrentBag<double>(), -1L, Stopwatch.GetTimestamp());
        await Together(clients, client =>
        {
            while (!ct.IsCancellationRequested)
            {
                var due = TimeSpan.FromSeconds(Interlocked.Increment(ref next) / rate);
                if (due > Paced) return;
                if (due - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early) Thread.Sleep(early);
                var begun = Stopwatch.GetElapsedTime(started); // a little early where what is left to sleep is less than a millisecond
                once(client);
                waits.Add((Stopwatch.GetElapsedTime(started) - (begun < due ? begun : due)).TotalMilliseconds);
            }
        }, ct);
        return waits;
    }

    /// <summary>A thread each: where they shared the server's, they would wait in line behind its work before they begin, and it behind theirs.</summary>
    private static async Task Together(Poster[] clients, Action<Poster> work, CancellationToken ct)
    {
        await Task.WhenAll(clients.Select(client => Task.Factory.StartNew(() => work(client), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        ct.ThrowIfCancellationRequested();
    }
}
