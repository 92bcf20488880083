using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/assign — makes a user deal with the appeal, whoever had it before.</summary>
public sealed record AssignAppeal(UserId Responsible) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals, References references) : IRequestHandler<AssignAppeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(AssignAppeal request, CancellationToken ct)
        {
            await references.MustExist<UserId>("responsible", request.Responsible, ct);
            return await appeals.Execute(request, new AppealCommand.Assign(request.Responsible), ct);
        }
    }
}
