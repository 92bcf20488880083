using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>GET /api/deals/{id}/history — every fact of the deal, the one recorded last first.</summary>
public sealed record GetDealHistory(Guid Id) : HistoryRequest
{
    public sealed class Handler(RecordHistory history) : IRequestHandler<GetDealHistory, Page<HistoryEntry>>
    {
        public Task<Page<HistoryEntry>> Handle(GetDealHistory request, CancellationToken ct) =>
            history.Read(request, StreamName.Of(Deal.Category, request.Id), ct);
    }
}
