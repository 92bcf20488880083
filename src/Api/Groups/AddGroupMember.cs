using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Groups;

/// <summary>POST /api/groups/{id}/add-member — lets a user take work from the group's queue.</summary>
public sealed record AddGroupMember(UserId Member) : CommandRequest
{
    public sealed class Handler(GroupCommands groups, References references) : IRequestHandler<AddGroupMember, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(AddGroupMember request, CancellationToken ct)
        {
            await references.MustExist<UserId>("member", request.Member, ct);
            return await groups.Execute(request, new GroupCommand.AddMember(request.Member), ct);
        }
    }
}
