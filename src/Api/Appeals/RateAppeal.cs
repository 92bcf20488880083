using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>POST /api/appeals/{id}/rate — records the customer's verdict, from 1 (bad) to 5 (excellent).</summary>
public sealed record RateAppeal([Between(1, 5)] int Score, [Longest(2000)] string? Comment = null) : CommandRequest
{
    public sealed class Handler(AppealCommands appeals) : IRequestHandler<RateAppeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RateAppeal request, CancellationToken ct) =>
            appeals.Execute(request, new AppealCommand.Rate(request.Score, request.Comment.Personal()), ct);
    }
}
