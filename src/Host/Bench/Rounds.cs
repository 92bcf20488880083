using System.Diagnostics;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>A value and its raw limit, measured by turns: medians of the rounds.</summary>
internal readonly record struct Beside(double Value, double Raw, double Ratio);

/// <summary>Measures by turns, so that whatever else the machine is doing meets what is compared alike.</summary>
internal static class Rounds
{
    /// <param name="warmUps">Rounds that count for nothing: what is measured is compiled code, not the compiler.</param>
    public static async Task<Beside> Measure(int warmUps, int rounds, Func<Task<double>> value, Func<Task<double>> raw)
    {
        List<(double Value, double Raw)> measured = [];
        for (var round = 0; round < warmUps + rounds; round++) measured.Add((await value(), await raw()));
        measured.RemoveRange(0, warmUps);
        return new(Median(measured.Select(m => m.Value)), Median(measured.Select(m => m.Raw)), Median(measured.Select(m => m.Value / m.Raw)));
    }

    /// <summary>How many a second this many do together, each one thing after another.</summary>
    public static async Task<double> Rate(int workers, TimeSpan time, Func<int, Task> once)
    {
        var (done, started) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            for (; Stopwatch.GetElapsedTime(started) < time; Interlocked.Increment(ref done)) await once(worker);
        })));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public static async Task<double> Milliseconds(Func<Task> once)
    {
        var started = Stopwatch.GetTimestamp();
        await once();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public static double Median(IEnumerable<double> values) => Percentile.Of(values, 0.5) ?? double.NaN;

    public static double P99(IEnumerable<double> values) => Percentile.Of(values, 0.99) ?? double.NaN;
}
