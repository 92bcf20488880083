global using UserCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Users.User,
    EventSourcedCrm.Domain.Users.UserCommand,
    EventSourcedCrm.Domain.Users.UserFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Users;

/// <summary>The routes of users.</summary>
public static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/api/users").WithTags("Users");

        users.MapQuery<ListUsers, Page<ListUsers.Row>>("");
        users.MapQuery<GetUser, ListUsers.Row?>("/{id}");

        users.MapCommand<RegisterUser>("", UserRole.Admin);
        users.MapCommand<RenameUser>("/{id}/rename", UserRole.Admin);
        users.MapCommand<ChangeUserRole>("/{id}/change-role", UserRole.Admin);
        users.MapCommand<TransferUser>("/{id}/transfer", UserRole.Admin);
        users.MapCommand<DeactivateUser>("/{id}/deactivate", UserRole.Admin);
        users.MapCommand<ReactivateUser>("/{id}/reactivate", UserRole.Admin);
    }
}
