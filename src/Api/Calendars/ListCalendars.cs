using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>GET /api/calendars — the newest version of every calendar, by name.</summary>
public sealed record ListCalendars : PagedRequest<ListCalendars.Row>
{
    public sealed record Row(Guid Id, int Version, string Name, string Zone, JsonNode Week, JsonNode Days, long Revision) : RecordCard, ICard;

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select calendar_id as id, version, name, zone, week, days, revision
        from calendar c
        where not exists (select from calendar later where later.calendar_id = c.calendar_id and later.version > c.version)
          and (@LastId::uuid is null or (name, calendar_id) > (@LastName, @LastId))
        order by name, calendar_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListCalendars, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListCalendars request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name, row.Id));
        }
    }
}
