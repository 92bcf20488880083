using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/revalue — expects another amount.</summary>
public sealed record RevalueDeal([Amount] decimal Amount, string? Currency = null) : CommandRequest
{
    public sealed class Handler(DealCommands deals, Organisation organisation) : IRequestHandler<RevalueDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RevalueDeal request, CancellationToken ct)
        {
            var amount = await organisation.Money(request.Amount, request.Currency, ct);
            return await deals.Execute(request, new DealCommand.Revalue(amount), ct);
        }
    }
}
