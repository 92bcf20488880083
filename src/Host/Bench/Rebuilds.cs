using System.Diagnostics;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Bench;

/// <summary>Rebuilds from the first fact on, keys and indexes included, beside reading, decrypting and deserialising the same facts.</summary>
internal static class Rebuilds
{
    private const string Simple = "deal_board";
    private const int WarmUps = 1;
    private const int Turns = 3;

    public static async Task<IReadOnlyList<Figure>> Measure(Ground ground, CancellationToken ct)
    {
        var one = await Rounds.Measure(WarmUps, Turns, () => Rebuild(ground, [Simple], ct), () => Read(ground, ct));
        var highest = Process.GetCurrentProcess().WorkingSet64;
        using var watching = new Timer(_ => highest = Math.Max(highest, Process.GetCurrentProcess().WorkingSet64), null, 0, 20);
        List<double> spent = [], spentReading = [];
        var all = await Rounds.Measure(WarmUps, Turns - 1,
            () => Spending(spent, ground, () => Rebuild(ground, [], ct)), () => Spending(spentReading, ground, () => Read(ground, ct)));
        return
        [
            new($"rebuild of {Simple}", one.Value, "facts/s")
            {
                Raw = one.Raw,
                RawIs = "read, decrypt, deserialise",
                Ratio = one.Ratio,
                Target = "≥ 100,000 and ≥ 0.4 × raw",
                Met = one is { Value: >= 100_000, Ratio: >= 0.4 },
            },
            new($"rebuild of all {ProjectionCatalog.All.Count} projections, one scan", all.Value, "facts/s")
            {
                Raw = all.Raw,
                RawIs = "read, decrypt, deserialise",
                Ratio = all.Ratio,
                Target = "≥ 50,000",
                Met = all.Value >= 50_000,
            },
            new("processor time of this process meanwhile", Rounds.Median(spent.Skip(WarmUps)), "µs/fact")
            {
                Raw = Rounds.Median(spentReading.Skip(WarmUps)),
                RawIs = "read, decrypt, deserialise",
                Ratio = Rounds.Median(spentReading.Skip(WarmUps)) / Rounds.Median(spent.Skip(WarmUps)),
            },
            new("memory meanwhile, this whole process", highest / 1048576.0, "MiB") { Target = "≤ 1,024", Met = highest <= 1L << 30 },
        ];
    }

    /// <summary>Notes what the work takes of the processors, which other programs on the machine change less than they change how long it takes.</summary>
    private static async Task<double> Spending(List<double> spent, Ground ground, Func<Task<double>> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var rate = await work();
        spent.Add((Environment.CpuUsage.TotalTime - before).TotalMicroseconds / ground.Facts);
        return rate;
    }

    private static async Task<double> Rebuild(Ground ground, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var storage = ground.Storage;
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        var builds = await new Builder(storage.Log, storage.ReadModels).Build(ProjectionCatalog.Of(names), BuildSettings.Default, publish: false, ct);
        var rate = ground.Facts / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
        foreach (var build in builds) await Control.Drop(connection, build.Name, ct);
        return rate;
    }

    private static async Task<double> Read(Ground ground, CancellationToken ct)
    {
        GC.Collect();
        var (facts, started) = (0L, Stopwatch.GetTimestamp());
        await foreach (var page in ground.Storage.Log.ReadAll(LogPosition.Start, ct)) facts += page.Count;
        return facts / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
