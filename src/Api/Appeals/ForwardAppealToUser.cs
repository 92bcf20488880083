using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/forward-to-user — hands the appeal on to another user.</summary>
public sealed record ForwardAppealToUser(UserId Responsible) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals, References references) : IRequestHandler<ForwardAppealToUser, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(ForwardAppealToUser request, CancellationToken ct)
        {
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            return await appeals.Execute(request, new AppealCommand.ForwardToUser(request.Responsible), ct);
        }
    }
}
