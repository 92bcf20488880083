using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>GET /api/calendars/{id} — a calendar in its newest version, or in the version asked for.</summary>
public sealed record GetCalendar(Guid Id, int? Version = null) : CardRequest<ListCalendars.Row>
{
    private const string Sql = """
        select calendar_id as id, version, name, zone, week, days, revision
        from calendar
        where calendar_id = @Id and (@Version::int is null or version = @Version)
        order by version desc
        limit 1
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetCalendar, ListCalendars.Row?>
    {
        public Task<ListCalendars.Row?> Handle(GetCalendar request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { request.Id, request.Version }, request, StreamName.Of(WorkingCalendar.Category, request.Id), ct);
    }
}
