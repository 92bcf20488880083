using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Shared;

/// <summary>Records what is asked on the command line about the builds of a projection; the workers obey.</summary>
internal static class AskedBuilds
{
    /// <returns>The facts recorded; none where it is so already.</returns>
    /// <exception cref="SentenceException">It is refused.</exception>
    public static async Task<IReadOnlyList<BuildFact>> Ask(IEventLog log, string projection, BuildCommand command, CancellationToken ct)
    {
        var stream = new StreamName($"{Builds.Category}-{projection}");
        var (builds, revision) = (Builds.Initial, -1L);
        await foreach (var recorded in log.ReadStream(stream, 0, ct))
            (builds, revision) = (recorded.Fact is BuildFact fact ? Builds.Evolve(builds, fact) : builds, recorded.Revision);
        var decision = Builds.Decide(command, builds);
        if (decision.Refusal is { } refusal) throw new SentenceException(refusal.Sentence);
        if (decision.Facts.Count > 0)
            await log.Append(stream, revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision), [.. decision.Facts.Select(HostTokens.Fact)], ct);
        return decision.Facts;
    }
}
