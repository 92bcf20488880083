using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/answer — records an answer to the customer, under an id given or derived.</summary>
public sealed record AnswerAppeal(AnswerId? Answer = null, [Longest(20_000)] string? Text = null) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<AnswerAppeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(AnswerAppeal request, CancellationToken ct)
        {
            var answer = request.Answer ?? new AnswerId(request.Context.NewId("answer"));
            return await appeals.Execute(request, new AppealCommand.Answer(answer, request.Text.Personal()), ct);
        }
    }
}
