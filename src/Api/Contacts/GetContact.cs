using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>GET /api/contacts/{id} — the contact's card, with the appeals and deals it is linked to.</summary>
public sealed record GetContact(Guid Id) : CardRequest<GetContact.Card>
{
    public sealed record Card(
        Guid Id, Guid CustomerId, string? CustomerName, string State, bool Overdue, string Kind, string Direction, string? Group,
        string Importance, Guid? PersonId, Guid ResponsibleId, string? ResponsibleName, string? Subject, DateTimeOffset? DueAt, DateTimeOffset? RemindAt,
        DateTimeOffset? HappenedAt, int? Minutes, string? Outcome, string? Reason, JsonNode Appeals, JsonNode Deals, long Revision) : RecordCard, ICard
    {
        internal override IEnumerable<StreamName> Named() => Streams((Customer.Category, CustomerId), (User.Category, ResponsibleId));
    }

    private const string Sql = """
        select c.contact_id as id, c.customer_id, customer.name as customer_name, c.state, c.state = 'planned' and c.due_at < @Now as overdue,
               c.kind, c.direction, c.contact_group as "group",
               c.importance, c.person_id, c.responsible_id, responsible.name as responsible_name, c.subject, c.due_at, c.remind_at,
               c.happened_at, c.minutes, c.outcome, c.reason,
               to_jsonb(array(select target_id from contact_link where contact_id = @Id and target = 'appeal' order by target_id)) as appeals,
               to_jsonb(array(select target_id from contact_link where contact_id = @Id and target = 'deal' order by target_id)) as deals,
               c.revision
        from contact c
        left join contact_list_customer customer on customer.id = c.customer_id
        left join contact_list_user responsible on responsible.id = c.responsible_id
        where c.contact_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetContact, Card?>
    {
        public Task<Card?> Handle(GetContact request, CancellationToken ct) =>
            cards.Find("contact_list", Sql, now => new { request.Id, Now = now }, request, StreamName.Of(Contact.Category, request.Id), ct);
    }
}
