using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>The intervals view of stage-history: one customer's stages over the period, with the rule's own verdict beside what is in force.</summary>
internal static class StageHistoryIntervals
{
    /// <param name="To">Null where it is in force at asOf.</param>
    /// <param name="RuleStage">What the rule says, an override or not; only the derived timeline knows it.</param>
    public sealed record Row(
        Guid CustomerId, string Customer, DateTimeOffset From, DateTimeOffset? To, string Stage, string? Class, string Basis, string? RuleStage, string? RuleClass, long Ordinal);

    private sealed record Page(Stamp Stamp, IReadOnlyList<Row> Rows, string? Next);

    private const string Found = $"""
        with {StageRows.Intervals}, found as (
            select i.customer_id, coalesce(c.name, 'erased') as customer, c.archived, i.valid_from as from,
                   case when i.valid_to <= @AsOf then i.valid_to end as to, i.stage, i.class, i.basis, i.rule_stage, i.rule_class, i.ordinal
            from interval i
            join stages_customer c on c.customer_id = i.customer_id and c.valid_from <= @AsOf and (c.valid_to is null or c.valid_to > @AsOf)
            where i.customer_id = @Customer
              and i.valid_from < @Before and (i.valid_to is null or i.valid_to > @Start or i.valid_from >= @Start)
              and (@Stage::text is null or @Stage in (i.stage, i.stage || '-' || i.class))
              and (@Class::text is null or i.class = @Class)
        )
        """;

    private const string Sql = $"""
        {Found}
        select customer_id, customer, "from", "to", stage, class, basis, rule_stage, rule_class, ordinal
        from found
        where (@IncludeArchived or not archived)
          and (@LastAt::timestamptz is null or ("from", customer_id, ordinal) > (@LastAt, @LastCustomerId::uuid, @LastOrdinal::bigint))
        order by "from", customer_id, ordinal
        limit @Limit + 1
        """;

    private const string LeftOut = $"""
        {Found}
        select count(distinct customer_id) from found where archived and not @IncludeArchived
        """;

    public static async Task<IResult> Answer(Report<StageHistoryKey> report, GetStageHistory request, CancellationToken ct)
    {
        if (request.Customer is null) throw new RejectedException(Problem.Field("customer", "Intervals are of one customer: say which."));
        var parameters = request.Parameters(report);
        var rows = await report.Query<Row>(Sql, parameters, ct);
        var leftOut = await report.Single<long>(LeftOut, parameters, ct);
        return report.AnswerPage(GetStageHistory.Name, rows, leftOut, row => new(row.From, row.CustomerId, row.Ordinal), (stamp, shown, next) => new Page(stamp, shown, next));
    }
}
