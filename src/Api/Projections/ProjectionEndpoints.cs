using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Projections;

/// <summary>The route of projections and their builds.</summary>
public static class ProjectionEndpoints
{
    public static void MapProjections(this IEndpointRouteBuilder app) =>
        app.MapQuery<ListProjections, IReadOnlyList<ListProjections.Row>>("/api/projections", UserRole.Manager).WithTags("Projections");
}
