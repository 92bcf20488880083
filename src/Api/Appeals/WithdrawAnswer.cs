using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/withdraw-answer — takes back an answer given by mistake; from happenedAt on, which may be its own, it counts nowhere.</summary>
public sealed record WithdrawAnswer(AnswerId Answer, [Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<WithdrawAnswer, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(WithdrawAnswer request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.WithdrawAnswer(request.Answer, request.Reason), ct);
    }
}
