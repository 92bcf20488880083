global using GroupCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Groups.Group,
    EventSourcedCrm.Domain.Groups.GroupCommand,
    EventSourcedCrm.Domain.Groups.GroupFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Groups;

/// <summary>The routes of groups.</summary>
public static class GroupEndpoints
{
    public static void MapGroups(this IEndpointRouteBuilder app)
    {
        var groups = app.MapGroup("/api/groups").WithTags("Groups");

        groups.MapQuery<ListGroups, Page<ListGroups.Row>>("");
        groups.MapQuery<GetGroup, ListGroups.Row?>("/{id}");

        groups.MapCommand<FormGroup>("", UserRole.Manager);
        groups.MapCommand<RenameGroup>("/{id}/rename", UserRole.Manager);
        groups.MapCommand<AddGroupMember>("/{id}/add-member", UserRole.Manager);
        groups.MapCommand<RemoveGroupMember>("/{id}/remove-member", UserRole.Manager);
    }
}
