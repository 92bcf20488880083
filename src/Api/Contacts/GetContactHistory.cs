using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>GET /api/contacts/{id}/history — every fact of the contact, the one recorded last first.</summary>
public sealed record GetContactHistory(Guid Id) : HistoryRequest
{
    public sealed class Handler(RecordHistory history) : IRequestHandler<GetContactHistory, Page<HistoryEntry>>
    {
        public Task<Page<HistoryEntry>> Handle(GetContactHistory request, CancellationToken ct) =>
            history.Read(request, StreamName.Of(Contact.Category, request.Id), ct);
    }
}
