using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;

namespace EventSourcedCrm.Api.Builds;

/// <summary>Builds that people asked for, as the log tells: those among them that no worker has begun yet are nowhere else.</summary>
public sealed class AskedBuilds(IEventLog log)
{
    /// <summary>Null where nobody asked for such a build, or it was given up.</summary>
    public async Task<KnownBuild?> Find(string name, CancellationToken ct)
    {
        var projection = name.LastIndexOf('_') is var end and > 0 ? name[..end] : name;
        if (!BuildStreams.IsName(name)) return null;
        BuildRequested? found = null;
        DateTimeOffset at = default;
        await foreach (var recorded in log.ReadStream(BuildStreams.StreamOf(projection), 0, ct))
        {
            if (recorded.Fact is BuildRequested request && request.Build == name) (found, at) = (request, recorded.RecordedAt);
            if (recorded.Fact is BuildRetired retired && retired.Build == name) found = null;
        }
        return found is null ? null : KnownBuild.NotBegun(projection, found, at);
    }
}
