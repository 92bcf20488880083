using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;

namespace EventSourcedCrm.Host.Shared;

/// <summary>Records what is asked on the command line about the builds of a projection; the workers obey.</summary>
internal static class AskedBuilds
{
    /// <returns>The facts recorded; none where it is so already.</returns>
    /// <exception cref="SentenceException">It is refused.</exception>
    public static async Task<IReadOnlyList<BuildFact>> Ask(IEventLog log, string projection, BuildCommand command, CancellationToken ct)
    {
        var (builds, expected) = await BuildStreams.Read(log, projection, ct);
        var decision = Builds.Decide(command, builds);
        if (decision.Refusal is { } refusal) throw new SentenceException(refusal.Sentence);
        if (decision.Facts.Count > 0)
            await log.Append(BuildStreams.StreamOf(projection), expected, [.. decision.Facts.Select(HostTokens.Fact)], ct);
        return decision.Facts;
    }
}
