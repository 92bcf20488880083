using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/win — the customer buys, for this amount.</summary>
public sealed record WinDeal([Amount] decimal Amount, string? Currency = null) : CommandRequest
{
    public sealed class Handler(DealCommands deals, Organisation organisation) : IRequestHandler<WinDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(WinDeal request, CancellationToken ct)
        {
            var amount = await organisation.Money(request.Amount, request.Currency, ct);
            return await deals.Execute(request, new DealCommand.Win(amount), ct);
        }
    }
}
