using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>Contacts planned through HTTP by 32 clients while the workers work: how many, and how soon at half of that, beside as many bare inserts.</summary>
internal static class CommandsOverHttp
{
    private const int Posters = 32;

    /// <summary>
    /// A server that has run for a while knows its customers. At first a command takes up to twice as long: its customer's beginning is looked up in
    /// the log, pages of indexes are met for the first time, and for half a minute what it runs through is being compiled for good.
    /// </summary>
    private const int MostMetBefore = 100_000;

    private const int WarmUps = 8;
    private const int Turns = 9;
    private const int TurnsAtPace = 6;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TurnAtPace = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Figure>> Measure(Ground ground, Site site, double appends, CancellationToken ct)
    {
        var clients = Enumerable.Range(0, Posters).Select(_ => site.Poster()).ToArray();
        await MeetCustomers(ground, clients, ct);
        await ground.WriteOut(ct);
        List<double> rates = [];
        while (rates.Count < WarmUps + Turns) rates.Add(await Clients.Rate(clients, Turn, client => Post(ground, ground.AnyCustomer(), client), ct));
        var most = Rounds.Median(rates.Skip(WarmUps));
        List<double> waits = [], raw = [];
        await using var inserts = await Inserts.Open(ground, Posters, ct);
        for (var turn = 0; turn < TurnsAtPace; turn++)
        {
            await site.Quiet(ct);
            raw.AddRange(await Clients.AtPace(most / 2, inserts.Writers, TurnAtPace, insert => insert.ExecuteNonQuery(), ct));
            waits.AddRange(await Clients.AtPace(most / 2, clients, TurnAtPace, client => Post(ground, ground.AnyCustomer(), client), ct));
        }
        foreach (var client in clients) client.Dispose();
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
            Latency("p50", Rounds.Median(waits), Rounds.Median(raw)),
            Latency("p99", Rounds.P99(waits), Rounds.P99(raw)) with { Target = "≤ 25", Met = Rounds.P99(waits) <= 25 },
        ];
    }

    private static Figure Latency(string name, double value, double raw) =>
        new($"command latency at half of that, {name}", value, "ms") { Raw = raw, RawIs = "one-row INSERT … COMMIT, 32 connections, as many a second", Ratio = value / raw };

    private static Task MeetCustomers(Ground ground, Poster[] clients, CancellationToken ct)
    {
        var next = -1;
        return Clients.Together(clients, client =>
        {
            while (Interlocked.Increment(ref next) is var at && at < Math.Min(ground.Customers.Count, MostMetBefore) && !ct.IsCancellationRequested) Post(ground, ground.Customers[at], client);
        }, ct);
    }

    private static void Post(Ground ground, CustomerId customer, Poster client) => client.Create("/api/contacts", Guid.CreateVersion7().ToString("D"), $$"""
        {"customer":"{{customer.Value}}","kind":"call","direction":"outgoing","responsible":"{{ground.User.Value}}",
        "subject":"Ask how the delivery went","dueAt":"2031-03-03T09:00:00Z"}
        """);
}
