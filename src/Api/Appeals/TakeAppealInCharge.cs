using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/take-in-charge — says that a user works on it now: the caller, where nobody else is named.</summary>
public sealed record TakeAppealInCharge(UserId? Responsible = null) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals, References references) : IRequestHandler<TakeAppealInCharge, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(TakeAppealInCharge request, CancellationToken ct)
        {
            await references.MustExist("responsible", request.Responsible, ct);
            var responsible = request.Responsible ?? request.Context.Caller.User;
            return await appeals.Execute(request, new AppealCommand.TakeInCharge(responsible), ct);
        }
    }
}
