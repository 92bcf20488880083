using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/reschedule — expects shipment and payment on these dates; null: no date is expected any longer.</summary>
public sealed record RescheduleDeal(DateOnly? ShipmentOn, DateOnly? PaymentOn) : CommandRequest
{
    public sealed class Handler(DealCommands deals) : IRequestHandler<RescheduleDeal, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RescheduleDeal request, CancellationToken ct) =>
            deals.Execute(request, new DealCommand.Reschedule(request.ShipmentOn, request.PaymentOn), ct);
    }
}
