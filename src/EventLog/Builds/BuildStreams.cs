using EventSourcedCrm.Domain.Builds;

namespace EventSourcedCrm.EventLog.Builds;

/// <summary>Reads from the log what was asked about the builds of a projection.</summary>
public static class BuildStreams
{
    /// <summary>The stream of a projection's builds.</summary>
    public static StreamName StreamOf(string projection) => new($"{Domain.Builds.Builds.Category}-{projection}");

    /// <summary>Whether it can be the name of a projection, or of a build of one: lower-case letters, digits and underscores.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= 100 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>What stands, and where a new fact is expected.</summary>
    public static async Task<(Domain.Builds.Builds Asked, ExpectedRevision Expected)> Read(IEventLog log, string projection, CancellationToken ct)
    {
        var (asked, revision) = (Domain.Builds.Builds.Initial, -1L);
        await foreach (var recorded in log.ReadStream(StreamOf(projection), 0, ct))
            (asked, revision) = (recorded.Fact is BuildFact fact ? Domain.Builds.Builds.Evolve(asked, fact) : asked, recorded.Revision);
        return (asked, revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision));
    }
}
