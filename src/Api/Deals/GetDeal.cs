using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>GET /api/deals/{id} — the deal's card; the amount is what it was won for.</summary>
public sealed record GetDeal(Guid Id) : CardRequest<GetDeal.Card>
{
    public sealed record Card(
        Guid Id, Guid CustomerId, string? CustomerName, string Title, Guid PipelineId, string Stage, DateTimeOffset StageSince, string State,
        Guid? ProductId, string? ProductName, decimal? Quantity, decimal? ExpectedAmount, decimal? Amount, string? Currency,
        Guid? ResponsibleId, string? ResponsibleName, DateTimeOffset OpenedAt, bool OfUnknownDate, DateTimeOffset? ClosedAt, DateOnly? ShipmentOn,
        DateOnly? PaymentOn, decimal ShippedAmount, bool ShippedComplete, decimal PaidAmount, bool PaidComplete, string? LostReason, long Revision) : RecordCard, ICard
    {
        internal override IEnumerable<StreamName> Named() => Streams((Customer.Category, CustomerId), (Product.Category, ProductId), (User.Category, ResponsibleId));
    }

    private const string Sql = """
        select d.deal_id as id, d.customer_id, customer.name as customer_name, d.title, d.pipeline_id, d.stage, d.stage_since, d.state,
               d.product_id, product.name as product_name, d.quantity, d.expected_amount, d.amount, d.currency,
               d.responsible_id, responsible.name as responsible_name, d.opened_at, d.of_unknown_date, d.closed_at, d.shipment_on,
               d.payment_on, d.shipped_amount, d.shipped_complete, d.paid_amount, d.paid_complete, d.lost_reason, d.revision
        from deal d
        left join deal_board_customer customer on customer.id = d.customer_id
        left join deal_board_product product on product.id = d.product_id
        left join deal_board_user responsible on responsible.id = d.responsible_id
        where d.deal_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetDeal, Card?>
    {
        public Task<Card?> Handle(GetDeal request, CancellationToken ct) =>
            cards.Find("deal_board", Sql, _ => new { request.Id }, request, StreamName.Of(Deal.Category, request.Id), ct);
    }
}
