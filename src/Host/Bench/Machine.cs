using System.Diagnostics;

namespace EventSourcedCrm.Host.Bench;

/// <summary>What figures have to be read with: on another processor, or a disk that answers later, they are others, and so are ratios of work to waiting.</summary>
/// <param name="Processor">As it calls itself.</param>
/// <param name="DurableWriteMicroseconds">Until 8 kB are on the disk of the system's temporary folder for good; the median of some.</param>
public sealed record Machine(string Processor, int Cores, double DurableWriteMicroseconds)
{
    private const int Writes = 500;

    public static Machine Here() => new(ProcessorName(), Environment.ProcessorCount, MicrosecondsOfDurableWrite());

    public override string ToString() => $"{Cores} cores of {Processor}; 8 kB are on the disk for good in {DurableWriteMicroseconds:F0} µs";

    private static string ProcessorName() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "an unnamed processor";

    private static double MicrosecondsOfDurableWrite()
    {
        using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        var bytes = new byte[8 << 10];
        List<double> times = [];
        while (times.Count < Writes)
        {
            var started = Stopwatch.GetTimestamp();
            file.Position = 0;
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }
        return Rounds.Median(times);
    }
}
