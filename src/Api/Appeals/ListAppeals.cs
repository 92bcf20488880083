using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using MediatR;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>GET /api/appeals — appeals, the one registered first on top; those registered in [registeredFrom, registeredTo) where asked for.</summary>
public sealed record ListAppeals(
    Guid? Customer = null,
    Guid? Responsible = null,
    Guid? Group = null,
    AppealStanding? State = null,
    AppealChannel? Channel = null,
    Moment? RegisteredFrom = null,
    Moment? RegisteredTo = null) : PagedRequest<ListAppeals.Row>
{
    public sealed record Row(
        Guid Id, Guid CustomerId, string? CustomerName, string State, string Channel, string? Kind, Guid? ProductId, string? ProductName, string? Subject,
        string? Seriousness, string? ServiceType, Guid? ResponsibleId, string? ResponsibleName, Guid? GroupId, string? GroupName,
        DateTimeOffset RegisteredAt, DateTimeOffset? FirstAnsweredAt, DateTimeOffset? LastAnsweredAt, DateTimeOffset? ClosedAt, int Cycles, int? Rating, long Revision);

    private sealed record Key(DateTimeOffset RegisteredAt, Guid Id);

    private const string Sql = """
        select a.appeal_id as id, a.customer_id, customer.name as customer_name, a.state, a.channel, a.kind, a.product_id, product.name as product_name, a.subject,
               a.seriousness, a.service_type, a.responsible_id, responsible.name as responsible_name, a.group_id, queue.name as group_name,
               a.registered_at, a.first_answered_at, a.last_answered_at, a.closed_at, a.cycles, a.rating, a.revision
        from appeal a
        left join appeal_queue_customer customer on customer.id = a.customer_id
        left join appeal_queue_product product on product.id = a.product_id
        left join appeal_queue_user responsible on responsible.id = a.responsible_id
        left join appeal_queue_group queue on queue.id = a.group_id
        where (@Customer::uuid is null or a.customer_id = @Customer)
          and (@Responsible::uuid is null or a.responsible_id = @Responsible)
          and (@Group::uuid is null or a.group_id = @Group)
          and (@State::text is null or a.state = @State)
          and (@Channel::text is null or a.channel = @Channel)
          and (@RegisteredFrom::timestamptz is null or a.registered_at >= @RegisteredFrom)
          and (@RegisteredTo::timestamptz is null or a.registered_at < @RegisteredTo)
          and (@LastAt::timestamptz is null or (a.registered_at, a.appeal_id) > (@LastAt, @LastId))
        order by a.registered_at, a.appeal_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models, Organisation organisation) : IRequestHandler<ListAppeals, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListAppeals request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            var zone = await organisation.Zone(ct);
            await using var snapshot = await models.Open("appeal_queue", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new
            {
                request.Customer,
                request.Responsible,
                request.Group,
                State = request.State.Word(),
                Channel = request.Channel.Word(),
                RegisteredFrom = request.RegisteredFrom?.In(zone),
                RegisteredTo = request.RegisteredTo?.In(zone),
                LastAt = cursor?.Last.RegisteredAt,
                LastId = cursor?.Last.Id,
                request.Limit,
            }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.RegisteredAt, row.Id));
        }
    }
}

/// <summary>How far an appeal has come in its present cycle.</summary>
public enum AppealStanding { Registered, Assigned, InCharge, OnHold, Answered, Closed }
