using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>GET /api/contacts — contacts in the order they happened or are due; those due in [dueFrom, dueTo) where asked for.</summary>
public sealed record ListContacts(
    Guid? Customer = null,
    Guid? Responsible = null,
    ContactStanding? State = null,
    ContactKind? Kind = null,
    Importance? Importance = null,
    Moment? DueFrom = null,
    Moment? DueTo = null) : PagedRequest<ListContacts.Row>
{
    public sealed record Row(
        Guid Id, Guid CustomerId, string? CustomerName, string State, bool Overdue, DateTimeOffset At, string Kind, string Direction, string? Group,
        string Importance, Guid? PersonId, Guid ResponsibleId, string? ResponsibleName, string? Subject, DateTimeOffset? DueAt, DateTimeOffset? RemindAt,
        DateTimeOffset? HappenedAt, int? Minutes, long Revision);

    private sealed record Key(DateTimeOffset At, Guid Id);

    private const string Sql = """
        select c.contact_id as id, c.customer_id, customer.name as customer_name, c.state, c.state = 'planned' and c.due_at < @AsOf as overdue,
               c.at, c.kind, c.direction, c.contact_group as "group",
               c.importance, c.person_id, c.responsible_id, responsible.name as responsible_name, c.subject, c.due_at, c.remind_at,
               c.happened_at, c.minutes, c.revision
        from contact c
        left join contact_list_customer customer on customer.id = c.customer_id
        left join contact_list_user responsible on responsible.id = c.responsible_id
        where (@Customer::uuid is null or c.customer_id = @Customer)
          and (@Responsible::uuid is null or c.responsible_id = @Responsible)
          and (@State::text is null or c.state = @State or @State = 'overdue' and c.state = 'planned' and c.due_at < @AsOf)
          and (@Kind::text is null or c.kind = @Kind)
          and (@Importance::text is null or c.importance = @Importance)
          and (@DueFrom::timestamptz is null or c.due_at >= @DueFrom)
          and (@DueTo::timestamptz is null or c.due_at < @DueTo)
          and (@LastAt::timestamptz is null or (c.at, c.contact_id) > (@LastAt, @LastId))
        order by c.at, c.contact_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models, Organisation organisation) : IRequestHandler<ListContacts, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListContacts request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            var zone = await organisation.Zone(ct);
            await using var snapshot = await models.Open("contact_list", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new
            {
                request.Customer,
                request.Responsible,
                State = request.State.Word(),
                Kind = request.Kind.Word(),
                Importance = request.Importance.Word(),
                DueFrom = request.DueFrom?.In(zone),
                DueTo = request.DueTo?.In(zone),
                AsOf = cursor?.AsOf ?? request.Context.Now,
                LastAt = cursor?.Last.At,
                LastId = cursor?.Last.Id,
                request.Limit,
            }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.At, row.Id));
        }
    }
}

/// <summary>How a contact stands at the instant asked: those overdue are planned too, and should have taken place.</summary>
public enum ContactStanding { Planned, Overdue, Completed, Cancelled, Withdrawn }
