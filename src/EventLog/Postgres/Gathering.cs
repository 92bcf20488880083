using System.Threading.Channels;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Waiting for a line to fill before all who stand in it are served at once.</summary>
internal static class Gathering
{
    private const int Quiet = 3;

    /// <summary>
    /// Those just answered come back in a moment. Stepping aside until the line stops growing costs microseconds; not waiting for
    /// them would split them in halves that wait for each other, and what a round costs would be paid for each.
    /// </summary>
    /// <param name="line">May be joined meanwhile.</param>
    /// <param name="enough">So many are not waited for any longer.</param>
    public static async Task Settle<T>(ChannelReader<T> line, int enough)
    {
        var quiet = 0;
        for (var seen = 0; quiet < Quiet && seen < enough; await Task.Yield())
        {
            quiet = line.Count > seen ? 0 : quiet + 1;
            seen = line.Count;
        }
    }
}
