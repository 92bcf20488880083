using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Builds;

/// <summary>GET /api/builds/{build} — what a build is and how far it is made.</summary>
public sealed record GetBuild(string Build) : QueryRequest<ListBuilds.Row?>
{
    public sealed class Handler(KnownBuilds builds, AskedBuilds asked) : IRequestHandler<GetBuild, ListBuilds.Row?>
    {
        public async Task<ListBuilds.Row?> Handle(GetBuild request, CancellationToken ct) =>
            (await builds.Find(request.Build, ct) ?? await asked.Find(request.Build, ct)) is { } build ? ListBuilds.Row.Of(build) : null;
    }
}
