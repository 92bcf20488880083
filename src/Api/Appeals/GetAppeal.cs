using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>GET /api/appeals/{id} — the appeal's card. Its answers are those of persons that stand, each with its id, instant and cycle.</summary>
public sealed record GetAppeal(Guid Id) : CardRequest<GetAppeal.Card>
{
    public sealed record Card(
        Guid Id, Guid CustomerId, string? CustomerName, string State, string Channel, string? Kind, Guid? ProductId, string? ProductName, Guid? PersonId,
        string? Subject, string? Text, string? Seriousness, string? ServiceType, Guid? ResponsibleId, string? ResponsibleName, Guid? GroupId, string? GroupName,
        bool InCharge, bool OnHold, DateTimeOffset RegisteredAt, JsonNode Answers, DateTimeOffset? FirstAnsweredAt, DateTimeOffset? LastAnsweredAt,
        DateTimeOffset? ClosedAt, int Cycles, int? Minutes, string? Done, int? Rating, long Revision) : RecordCard, ICard
    {
        internal override IEnumerable<StreamName> Named() => Streams((Customer.Category, CustomerId), (Product.Category, ProductId), (User.Category, ResponsibleId), (Group.Category, GroupId));
    }

    private const string Sql = """
        select a.appeal_id as id, a.customer_id, customer.name as customer_name, a.state, a.channel, a.kind, a.product_id, product.name as product_name, a.person_id,
               a.subject, a.text, a.seriousness, a.service_type, a.responsible_id, responsible.name as responsible_name, a.group_id, queue.name as group_name,
               a.in_charge, a.on_hold, a.registered_at, a.answers, a.first_answered_at, a.last_answered_at,
               a.closed_at, a.cycles, a.minutes, a.done, a.rating, a.revision
        from appeal a
        left join appeal_queue_customer customer on customer.id = a.customer_id
        left join appeal_queue_product product on product.id = a.product_id
        left join appeal_queue_user responsible on responsible.id = a.responsible_id
        left join appeal_queue_group queue on queue.id = a.group_id
        where a.appeal_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetAppeal, Card?>
    {
        public Task<Card?> Handle(GetAppeal request, CancellationToken ct) =>
            cards.Find("appeal_queue", Sql, _ => new { request.Id }, request, StreamName.Of(Appeal.Category, request.Id), ct);
    }
}
