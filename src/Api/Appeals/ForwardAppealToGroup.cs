using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/forward-to-group — puts the appeal into the queue of a group, until a member takes it in charge.</summary>
public sealed record ForwardAppealToGroup(GroupId Group) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals, References references) : IRequestHandler<ForwardAppealToGroup, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(ForwardAppealToGroup request, CancellationToken ct)
        {
            await references.MustExist<GroupId>("group", request.Group, ct);
            return await appeals.Execute(request, new AppealCommand.ForwardToGroup(request.Group), ct);
        }
    }
}
