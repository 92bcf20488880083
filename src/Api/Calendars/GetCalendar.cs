using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>GET /api/calendars/{id} — a calendar in its newest version, or in the version asked for.</summary>
public sealed record GetCalendar(Guid Id, int? Version = null) : QueryRequest<ListCalendars.Row?>
{
    private const string Sql = """
        select calendar_id as id, version, name, zone, week, days, revision
        from calendar
        where calendar_id = @Id and (@Version::int is null or version = @Version)
        order by version desc
        limit 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetCalendar, ListCalendars.Row?>
    {
        public async Task<ListCalendars.Row?> Handle(GetCalendar request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListCalendars.Row>(Sql, new { request.Id, request.Version }, ct);
        }
    }
}
