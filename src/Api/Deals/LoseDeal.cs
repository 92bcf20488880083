using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/lose — the customer does not buy.</summary>
public sealed record LoseDeal([Longest(2000)] string Reason) : CommandRequest
{
    public sealed class Handler(DealCommands deals) : IRequestHandler<LoseDeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(LoseDeal request, CancellationToken ct) =>
            deals.Execute(request, new DealCommand.Lose(new Personal(request.Reason)), ct);
    }
}
