using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/hold — says that the appeal waits for something outside.</summary>
public sealed record HoldAppeal([Longest(2000)] string? Reason = null) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<HoldAppeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(HoldAppeal request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.PutOnHold(request.Reason.Personal()), ct);
    }
}
