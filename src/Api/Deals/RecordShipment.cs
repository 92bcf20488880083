using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/record-shipment — goods worth the amount left; complete: nothing more will.</summary>
public sealed record RecordShipment([Amount] decimal Amount, bool Complete = false, string? Currency = null) : CommandRequest
{
    public sealed class Handler(DealCommands deals, Organisation organisation) : IRequestHandler<RecordShipment, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RecordShipment request, CancellationToken ct)
        {
            var amount = await organisation.Money(request.Amount, request.Currency, ct);
            return await deals.Execute(request, new DealCommand.RecordShipment(amount, request.Complete), ct);
        }
    }
}
