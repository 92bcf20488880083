using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Log;

/// <summary>The route of the log.</summary>
public static class LogEndpoints
{
    public static void MapLog(this IEndpointRouteBuilder app) => app.MapQuery<GetLog, GetLog.Feed>("/api/log", UserRole.Admin).WithTags("Log");
}
