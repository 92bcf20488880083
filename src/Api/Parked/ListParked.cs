using Dapper;
using EventSourcedCrm.Api.Shared;
using MediatR;
using Npgsql;

namespace EventSourcedCrm.Api.Parked;

/// <summary>GET /api/parked — facts that the live builds could not apply, or that wait behind one, and what their absence means.</summary>
/// <param name="Build">Of this build, live or not; of the live ones where nothing is said.</param>
public sealed record ListParked(string? Projection = null, [Longest(100)] string? Build = null) : QueryRequest<IReadOnlyList<ListParked.Row>>
{
    /// <param name="Key">The customer, as in customer-{id}, else the stream: its later facts wait too.</param>
    /// <param name="Waits">Nothing is wrong with it: it waits behind an earlier one of its key.</param>
    /// <param name="Skipped">Why somebody had it left out; it keeps nothing waiting any more.</param>
    /// <param name="Effect">What is not shown for the time being.</param>
    public sealed record Row(
        string Projection, string Build, string Key, string Position, string Stream, long Revision, string Type, DateTimeOffset HappenedAt,
        string? Error, bool Waits, string? Skipped, string Effect);

    private const string Sql = """
        select b.projection, p.build, p.key, p.commit_position, p.prepare_position, p.stream, p.revision, p.type, p.happened_at, p.error, p.skipped,
               count(*) filter (where p.skipped is null) over same as waiting, min(p.happened_at) filter (where p.skipped is null) over same as since
        from control.parked p
        join control.build b using (build)
        where (@Projection::text is null or b.projection = @Projection)
          and case when @Build::text is null then exists (select from control.live l where l.build = p.build) else p.build = @Build end
        window same as (partition by p.build, p.key)
        order by b.projection, p.build, p.ordinal
        limit 10000
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListParked, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(ListParked request, CancellationToken ct)
        {
            await using var connection = await models.Connect(ct);
            var rows = await connection.QueryAsync<Stored>(new CommandDefinition(Sql, new { request.Projection, request.Build }, cancellationToken: ct));
            return [.. rows.Select(row => row.ToRow())];
        }
    }

    private sealed record Stored(
        string Projection, string Build, string Key, long CommitPosition, long PreparePosition, string Stream, long Revision, string Type, DateTimeOffset HappenedAt,
        string? Error, string? Skipped, long Waiting, DateTimeOffset? Since)
    {
        public Row ToRow() => new(
            Projection, Build, Key, new EventLog.LogPosition((ulong)CommitPosition, (ulong)PreparePosition).ToString(), Stream, Revision, Type, HappenedAt,
            Error, Skipped is null && Error is null, Skipped, Effect());

        private string Effect()
        {
            var shown = ReportProjections.ShownIn(Projection);
            return Skipped is not null ? $"{shown}: without this one fact of {Key}." : $"{shown}: {Key} is shown as it was before {Since:yyyy-MM-dd}, and {Waiting} of its facts wait.";
        }
    }
}
