using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>GET /api/appeals/{id}/history — every fact of the appeal, the one recorded last first.</summary>
public sealed record GetAppealHistory(Guid Id) : HistoryRequest
{
    public sealed class Handler(RecordHistory history) : IRequestHandler<GetAppealHistory, Page<HistoryEntry>>
    {
        public Task<Page<HistoryEntry>> Handle(GetAppealHistory request, CancellationToken ct) =>
            history.Read(request, StreamName.Of(Appeal.Category, request.Id), ct);
    }
}
