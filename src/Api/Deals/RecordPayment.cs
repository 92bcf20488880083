using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/record-payment — money came in; complete: nothing more is owed.</summary>
public sealed record RecordPayment([Amount] decimal Amount, bool Complete = false, string? Currency = null) : CommandRequest
{
    public sealed class Handler(DealCommands deals, Organisation organisation) : IRequestHandler<RecordPayment, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RecordPayment request, CancellationToken ct)
        {
            var amount = await organisation.Money(request.Amount, request.Currency, ct);
            return await deals.Execute(request, new DealCommand.RecordPayment(amount, request.Complete), ct);
        }
    }
}
