global using BuildCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Builds.Builds,
    EventSourcedCrm.Domain.Builds.BuildCommand,
    EventSourcedCrm.Domain.Builds.BuildFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Builds;

/// <summary>The routes of builds. Who may compare definitions may have them built; what touches other people's builds is for administrators.</summary>
public static class BuildEndpoints
{
    public static void MapBuilds(this IEndpointRouteBuilder app)
    {
        var builds = app.MapGroup("/api/builds").WithTags("Builds");

        builds.MapQuery<ListBuilds, IReadOnlyList<ListBuilds.Row>>("", UserRole.Manager);
        builds.MapQuery<GetBuild, ListBuilds.Row?>("/{build}", UserRole.Manager);

        builds.MapCommand<RequestBuild>("", UserRole.Manager, answer => Results.Accepted($"/api/builds/{answer.Build}", answer));
        builds.MapCommand<PauseBuild>("/{build}/pause", UserRole.Admin);
        builds.MapCommand<ResumeBuild>("/{build}/resume", UserRole.Admin);
        builds.MapCommand<RetireBuild>("/{build}/retire", UserRole.Admin);
        builds.MapCommand<PublishBuild>("/{build}/publish", UserRole.Admin);
    }
}
