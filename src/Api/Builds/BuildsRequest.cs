using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Builds;

/// <summary>A command on the builds of one projection, whose record is the projection's.</summary>
public abstract record BuildsRequest : CommandRequest
{
    internal override Guid? GivenId => Guid.Empty;

    internal abstract string OfProjection { get; }

    /// <exception cref="RejectedException">No projection can bear such a name.</exception>
    internal override StreamName StreamOf(string category) =>
        BuildStreams.IsName(OfProjection) ? BuildStreams.StreamOf(OfProjection) : throw Refused("no-such-build", "There is no such projection or build. GET /api/builds lists them.");

    internal static RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));
}

/// <summary>A command on one build, named in the path.</summary>
public abstract record BuildRequest(string Build) : BuildsRequest
{
    internal override string OfProjection => Build.LastIndexOf('_') is var end and > 0 ? Build[..end] : Build;
}
