using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>
/// GET /api/reports/xyz-analysis — every customer's stage and class at two instants, and which way it went between them.
/// The instants are <c>from</c> and <c>to</c>, or asOf where there is no earlier <c>to</c>; each is the state after everything up to and including it.
/// </summary>
public sealed record GetXyzAnalysis(
    Guid? Customer = null, Guid? Manager = null, [StageWord] string? Stage = null, StageClass? Class = null, StageArrow? Arrow = null) : ReportRequest
{
    /// <param name="Arrow">Up or down by rank, new where the customer was not registered at the first instant, nothing where the rank is the same.</param>
    /// <param name="Manager">Who answered for the customer at the second instant.</param>
    public sealed record Row(
        Guid CustomerId, string Customer, Guid? ManagerId, string? Manager,
        string? FromStage, string? FromClass, string Stage, string? Class, string? Arrow);

    private sealed record Page(Stamp Stamp, long Total, IReadOnlyList<Row> Rows, string? Next);

    private sealed record Key(Guid CustomerId);

    private sealed record Figures(long Total, long LeftOut);

    private const string Found = $"""
        with {StageRows.Archived}, found as (
            select b.customer_id, x.customer_id is not null as archived, (
                       select coalesce(c.name, 'erased') from stages_customer c
                       where c.customer_id = b.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)) as customer, (
                       select m.manager_id from stages_customer m
                       where m.customer_id = b.customer_id and m.valid_from <= @End and (m.valid_to is null or m.valid_to > @End)) as manager_id,
                   a.stage as from_stage, a.class as from_class, b.stage, b.class,
                   case when a.rank is null then 'new' when b.rank > a.rank then 'up' when b.rank < a.rank then 'down' end as arrow
            from stage_interval b
            left join archived x on x.customer_id = b.customer_id
            left join stage_interval a on a.customer_id = b.customer_id and a.valid_from <= @Start and (a.valid_to is null or a.valid_to > @Start)
            where b.valid_from <= @End and (b.valid_to is null or b.valid_to > @End)
              and (@Manager::uuid is null or b.customer_id = any(array(
                  select customer_id from stages_customer where manager_id = @Manager and valid_from <= @End and (valid_to is null or valid_to > @End))))
        ), chosen as (
            select * from found
            where (@Customer::uuid is null or customer_id = @Customer)
              and (@Stage::text is null or @Stage in (stage, stage || '-' || class))
              and (@Class::text is null or class = @Class)
              and (@Arrow::text is null or arrow = @Arrow)
        )
        """;

    private const string Sql = $"""
        {Found}
        select f.customer_id, f.customer, f.manager_id, u.name as manager, f.from_stage, f.from_class, f.stage, f.class, f.arrow
        from chosen f
        left join stages_user u on u.user_id = f.manager_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        where (@IncludeArchived or not f.archived)
          and (@LastCustomerId::uuid is null or f.customer_id > @LastCustomerId)
        order by f.customer_id
        limit @Limit + 1
        """;

    private const string Totals = $"""
        {Found}
        select count(*) filter (where @IncludeArchived or not archived) as total, count(*) filter (where archived and not @IncludeArchived) as left_out
        from chosen
        """;

    public sealed class Handler(ReportBuilds builds, References references) : IRequestHandler<GetXyzAnalysis, IResult>
    {
        public async Task<IResult> Handle(GetXyzAnalysis request, CancellationToken ct)
        {
            await request.Check(references, ct);
            await using var report = await builds.Open<Key>("stages", request, ct);
            MustBeInOrder(report.Period);

            var parameters = new
            {
                report.Period.Start,
                report.Period.End,
                report.Period.AsOf,
                request.Customer,
                request.Manager,
                request.Stage,
                Class = request.Class.Word(),
                Arrow = request.Arrow.Word(),
                request.IncludeArchived,
                LastCustomerId = report.Last?.CustomerId,
                request.Limit,
            };
            var rows = await report.Query<Row>(Sql, parameters, ct);
            var (total, leftOut) = await report.Single<Figures>(Totals, parameters, ct);
            return report.AnswerPage("xyz-analysis", rows, leftOut, row => new(row.CustomerId), (stamp, shown, next) => new Page(stamp, total, shown, next));
        }
    }

    internal override async Task Check(References references, CancellationToken ct)
    {
        await references.MustExist<CustomerId>("customer", Customer is { } customer ? new(customer) : null, ct);
        await references.MustExist<UserId>("manager", Manager is { } manager ? new(manager) : null, ct);
    }

    /// <exception cref="RejectedException">There is no first instant, or the second, which asOf may have cut short, comes before it.</exception>
    internal static void MustBeInOrder(Period period)
    {
        if (period.From is null) throw new RejectedException(Problem.Field("from", "Two instants are compared: say the first."));
        if (period.Start > period.End) throw new RejectedException(Problem.Field("from", "The first instant comes after the second."));
    }
}
