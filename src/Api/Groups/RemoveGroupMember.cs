using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>POST /api/groups/{id}/remove-member — the user leaves the group.</summary>
public sealed record RemoveGroupMember(UserId Member) : CommandRequest
{
    public sealed class Handler(GroupCommands groups) : IRequestHandler<RemoveGroupMember, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RemoveGroupMember request, CancellationToken ct) =>
            groups.Execute(request, new GroupCommand.RemoveMember(request.Member), ct);
    }
}
