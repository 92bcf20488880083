using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>The matrix view of stage-history: how often relationships went from one stage and class to another in the period.</summary>
internal static class StageHistoryMatrix
{
    /// <param name="From">Null for the first transition of a customer.</param>
    public sealed record Row(string? From, string To, long Transitions);

    private sealed record Table(Stamp Stamp, IReadOnlyList<Row> Matrix);

    private const string Sql = $"""
        with {StageRows.Transitions}, counted as (
            select from_stage, from_class, stage, class, count(*) as transitions
            from found
            where @IncludeArchived or not archived
            group by from_stage, from_class, stage, class
        )
        select nullif(concat_ws('-', from_stage, from_class), '') as from, concat_ws('-', stage, class) as to, transitions
        from counted
        order by 1 nulls first, 2
        """;

    public static async Task<IResult> Answer(Report<StageHistoryKey> report, GetStageHistory request, CancellationToken ct)
    {
        var parameters = request.Parameters(report);
        var rows = await report.Query<Row>(Sql, parameters, ct);
        var leftOut = await report.Single<long>(StageRows.LeftOut, parameters, ct);
        return report.Answer(GetStageHistory.Name, rows, leftOut, stamp => new Table(stamp, rows));
    }
}
