using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>The list view of stage-history: every change of stage in the period, oldest first.</summary>
internal static class StageHistoryList
{
    /// <param name="Author">Who brought the change about; nobody where time alone did.</param>
    /// <param name="RecordedAt">When the fact that brought it about, or the recorded change itself, was stored.</param>
    /// <param name="Manager">Who answered for the customer at the change.</param>
    public sealed record Row(
        Guid CustomerId, string Customer, DateTimeOffset At, string? From, string To, string Arrow, bool Returned, string Basis, string Because,
        string Definition, DateTimeOffset? RecordedAt, string? AuthorKind, string? AuthorId, string? Author, Guid? ManagerId, string? Manager,
        DateTimeOffset? RevokedAt, string? RevokedBecause, long Ordinal);

    private sealed record Page(Stamp Stamp, IReadOnlyList<Row> Rows, string? Next);

    private const string Sql = $"""
        with {StageRows.Transitions}
        select f.customer_id, f.customer, f.at, f.from_standing as from, f.to_standing as to, f.arrow, f.returned, f.basis, f.because,
               f.definition, f.recorded_at, f.author_kind, f.author as author_id, coalesce(a.name, f.author) as author, f.manager_id, u.name as manager,
               f.revoked_at, f.revoked_because, f.ordinal
        from found f
        left join stages_user a on a.user_id::text = f.author and a.valid_from <= @AsOf and (a.valid_to is null or a.valid_to > @AsOf)
        left join stages_user u on u.user_id = f.manager_id and u.valid_from <= @AsOf and (u.valid_to is null or u.valid_to > @AsOf)
        where (@IncludeArchived or not f.archived)
          and (@LastAt::timestamptz is null or (f.at, f.customer_id, f.ordinal) > (@LastAt, @LastCustomerId::uuid, @LastOrdinal::bigint))
        order by f.at, f.customer_id, f.ordinal
        limit @Limit + 1
        """;

    public static async Task<IResult> Answer(Report<StageHistoryKey> report, GetStageHistory request, CancellationToken ct)
    {
        var parameters = request.Parameters(report);
        var rows = await report.Query<Row>(Sql, parameters, ct);
        var leftOut = await report.Single<long>(StageRows.LeftOut, parameters, ct);
        return report.AnswerPage(GetStageHistory.Name, rows, leftOut, row => new(row.At, row.CustomerId, row.Ordinal), (stamp, shown, next) => new Page(stamp, shown, next));
    }
}
