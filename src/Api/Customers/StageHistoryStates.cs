using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>The states view of stage-history: how many customers are in each stage and class at asOf.</summary>
internal static class StageHistoryStates
{
    public sealed record Row(string Stage, string? Class, long Customers);

    private sealed record Table(Stamp Stamp, IReadOnlyList<Row> States);

    private const string InForce = $"""
        with {StageRows.Archived}, {StageRows.Intervals}, in_force as (
            select i.customer_id, i.stage, i.class, x.customer_id is not null as archived
            from interval i
            left join archived x on x.customer_id = i.customer_id
            where (i.valid_to is null or i.valid_to > @AsOf)
              and (@Customer::uuid is null or i.customer_id = @Customer)
              and (@Manager::uuid is null or i.customer_id = any(array(
                  select customer_id from stages_customer where manager_id = @Manager and valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf))))
              and (@Stage::text is null or @Stage in (i.stage, i.stage || '-' || i.class))
              and (@Class::text is null or i.class = @Class)
        )
        """;

    private const string Sql = $"""
        {InForce}
        select stage, class, count(*) as customers
        from in_force
        where @IncludeArchived or not archived
        group by stage, class
        order by stage, class nulls first
        """;

    private const string LeftOut = $"""
        {InForce}
        select count(*) from in_force where archived and not @IncludeArchived
        """;

    public static async Task<IResult> Answer(Report<StageHistoryKey> report, GetStageHistory request, CancellationToken ct)
    {
        var parameters = request.Parameters(report);
        var rows = await report.Query<Row>(Sql, parameters, ct);
        var leftOut = await report.Single<long>(LeftOut, parameters, ct);
        return report.Answer(GetStageHistory.Name, rows, leftOut, stamp => new Table(stamp, rows));
    }
}
