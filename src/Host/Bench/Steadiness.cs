using System.Diagnostics;

namespace EventSourcedCrm.Host.Bench;

/// <summary>
/// How evenly the processors run while nothing else is asked of them. Those of a virtual machine may do a fraction of their usual work for a
/// tenth of a second, and the system counts that as work: where it is so for more than one moment in a hundred, p99 of a latency tells of the machine.
/// </summary>
internal static class Steadiness
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    /// <summary>Of some moments on every processor, those in which a bare loop came less than half as far as it usually does; 0 to 1.</summary>
    public static double ShareOfSlowMoments()
    {
        var turns = new List<double>[Environment.ProcessorCount];
        var threads = turns.Select((_, processor) => new Thread(() => turns[processor] = Turns())).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return turns.Average(Slow);
    }

    /// <summary>Turns of a bare loop, moment after moment.</summary>
    private static List<double> Turns()
    {
        List<double> turns = [];
        var (started, moment) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp());
        for (var done = 0; Stopwatch.GetElapsedTime(started) < Time; done++)
        {
            if (Stopwatch.GetElapsedTime(moment) < Moment) continue;
            turns.Add(done);
            (done, moment) = (0, Stopwatch.GetTimestamp());
        }
        return turns;
    }

    private static double Slow(List<double> turns)
    {
        var usual = Rounds.Median(turns);
        return turns.Count(done => done < usual / 2) / (double)turns.Count;
    }
}
