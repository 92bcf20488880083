using Dapper;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using MediatR;
using Npgsql;

namespace EventSourcedCrm.Api.Projections;

/// <summary>GET /api/projections — every build of every projection: what it is, how far it has read and what it could not apply.</summary>
public sealed record ListProjections : QueryRequest<IReadOnlyList<ListProjections.Row>>
{
    /// <summary>A build. The lag is a number of facts; the ledger balances when every fact read was applied, did not concern it, or is parked.</summary>
    public sealed record Row(
        string Name, int Version, string Build, string Definition, string Zone, string State, string? Error,
        string Position, string Head, long Lag, long Parked, bool LedgerBalances, DateTimeOffset CreatedAt);

    private const string Sql = """
        select b.projection as name, b.version, b.build, b.definition, b.zone, b.state, b.error, b.created_at,
               c.commit_position, c.prepare_position, c.ordinal, c.parked,
               c.applied + c.not_concerned + c.parked = c.ordinal as balances
        from control.build b join control.checkpoint c using (build)
        where b.state <> 'proof'
        order by b.projection, b.created_at, b.build
        """;

    public sealed class Handler(IEventLog log, ReadModels models) : IRequestHandler<ListProjections, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(ListProjections request, CancellationToken ct)
        {
            await using var connection = await models.Connect(ct);
            var stored = (await connection.QueryAsync<Stored>(new CommandDefinition(Sql, cancellationToken: ct))).ToList();
            var head = await log.Head(ct);
            var facts = await log.Count(ct) ?? stored.Select(row => row.Ordinal).DefaultIfEmpty().Max();
            return [.. stored.Select(row => row.ToRow(head, facts))];
        }
    }

    private sealed record Stored(
        string Name, int Version, string Build, string Definition, string Zone, string State, string? Error, DateTimeOffset CreatedAt,
        long CommitPosition, long PreparePosition, long Ordinal, long Parked, bool Balances)
    {
        public Row ToRow(LogPosition head, long facts) => new(
            Name, Version, Build, Definition, Zone, State, Error,
            new LogPosition((ulong)CommitPosition, (ulong)PreparePosition).ToString(), head.ToString(), Math.Max(0, facts - Ordinal),
            Parked, Balances, CreatedAt);
    }
}
