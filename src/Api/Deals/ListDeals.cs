using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>GET /api/deals — deals, the one opened first on top.</summary>
public sealed record ListDeals(
    Guid? Customer = null,
    Guid? Responsible = null,
    Guid? Pipeline = null,
    string? Stage = null,
    DealStanding? State = null) : PagedRequest<ListDeals.Row>
{
    public sealed record Row(
        Guid Id, Guid CustomerId, string? CustomerName, string Title, Guid PipelineId, string Stage, DateTimeOffset StageSince, string State,
        Guid? ProductId, string? ProductName, decimal? ExpectedAmount, decimal? Amount, string? Currency, Guid? ResponsibleId, string? ResponsibleName,
        DateTimeOffset OpenedAt, DateTimeOffset? ClosedAt, DateOnly? ShipmentOn, DateOnly? PaymentOn, long Revision);

    private sealed record Key(DateTimeOffset OpenedAt, Guid Id);

    private const string Sql = """
        select d.deal_id as id, d.customer_id, customer.name as customer_name, d.title, d.pipeline_id, d.stage, d.stage_since, d.state,
               d.product_id, product.name as product_name, d.expected_amount, d.amount, d.currency, d.responsible_id, responsible.name as responsible_name,
               d.opened_at, d.closed_at, d.shipment_on, d.payment_on, d.revision
        from deal d
        left join deal_board_customer customer on customer.id = d.customer_id
        left join deal_board_product product on product.id = d.product_id
        left join deal_board_user responsible on responsible.id = d.responsible_id
        where (@Customer::uuid is null or d.customer_id = @Customer)
          and (@Responsible::uuid is null or d.responsible_id = @Responsible)
          and (@Pipeline::uuid is null or d.pipeline_id = @Pipeline)
          and (@Stage::text is null or d.stage = @Stage)
          and (@State::text is null or d.state = @State)
          and (@LastAt::timestamptz is null or (d.opened_at, d.deal_id) > (@LastAt, @LastId))
        order by d.opened_at, d.deal_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListDeals, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListDeals request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("deal_board", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new
            {
                request.Customer,
                request.Responsible,
                request.Pipeline,
                request.Stage,
                State = request.State.Word(),
                LastAt = cursor?.Last.OpenedAt,
                LastId = cursor?.Last.Id,
                request.Limit,
            }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.OpenedAt, row.Id));
        }
    }
}

/// <summary>Whether a deal is in the making, made or lost.</summary>
public enum DealStanding { Open, Won, Lost }
