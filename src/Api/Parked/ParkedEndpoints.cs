using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Parked;

/// <summary>The routes of parked facts.</summary>
public static class ParkedEndpoints
{
    public static void MapParked(this IEndpointRouteBuilder app)
    {
        var parked = app.MapGroup("/api/parked").WithTags("Parked facts");

        parked.MapQuery<ListParked, IReadOnlyList<ListParked.Row>>("", UserRole.Manager);
        parked.MapCommand<RetryParked>("/retry", UserRole.Admin);
        parked.MapCommand<SkipParked>("/skip", UserRole.Admin);
    }
}
