using System.Data;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>The next customers for the stage assessor, read in one snapshot of the live build, and how far it will have looked after them.</summary>
internal sealed record StageWork(IReadOnlyList<CustomerToAssess> Customers, long Position, DateTimeOffset Instant)
{
    private const int Most = 1_000;
    private const int ImportLimitHours = 2;

    private const string Find = """
        with reactor as (
            select coalesce(max(position), 0) as position, coalesce(max(instant), '-infinity') as instant from control.reactor where name = $1),
        concerned as (
            select customer_id, position from stage_work where position > (select position from reactor) order by position limit $3),
        due as (
            select distinct customer_id from stage_transition
            where at > (select instant from reactor) and at <= $2 and (select instant from reactor) > '-infinity')
        select customer_id, max(position) as position
        from (select customer_id, position from concerned union all select customer_id, null from due) as both_kinds
        group by customer_id
        """;

    private const string Waiting = """
        select exists (
            select from stage_import i
            where i.is_open and i.started_at > $1
              and not exists (select from stage_import later where later.kind = i.kind and later.started_at > i.started_at))
        """;

    private const string Wanted = """
        select customer_id, at, from_stage, from_class, stage, class, basis, because
        from stage_transition where customer_id = any($1) and at <= $2 order by customer_id, ordinal
        """;

    private const string OnRecord = """
        select customer_id, at, from_stage, from_class, stage, class, basis, because, revision
        from stage_change where customer_id = any($1) and revoked_at is null order by customer_id, revision
        """;

    /// <summary>Null where there is nothing to do, or an import is open.</summary>
    public static async Task<StageWork?> Read(NpgsqlDataSource database, string reactor, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        if (await Scalar(connection, """
            select set_config('search_path', quote_ident(l.build), true) || ' ' || b.definition
            from control.live l join control.build b using (build) where l.projection = 'stages'
            """, ct) is not string live) return null;
        var definition = live[(live.IndexOf(' ') + 1)..];
        if (await Scalar(connection, Waiting, ct, now.AddHours(-ImportLimitHours)) is true) return null;

        var reached = 0L;
        List<Guid> customers = [];
        await using (var reader = await Query(connection, Find, ct, reactor, now, Most))
            while (await reader.ReadAsync(ct))
            {
                customers.Add(reader.GetGuid(0));
                if (!reader.IsDBNull(1)) reached = Math.Max(reached, reader.GetInt64(1));
            }
        if (customers.Count == 0) return null;

        var ids = customers.ToArray();
        var wanted = await Steps(connection, Wanted, (_, step) => step, ct, ids, now);
        var onRecord = await Steps(connection, OnRecord, (row, step) => new RecordedStep(row.GetInt64(8), step), ct, ids);
        var revisions = new Dictionary<Guid, long>();
        await using (var reader = await Query(connection, "select customer_id, stage_revision from stage_work where customer_id = any($1)", ct, ids))
            while (await reader.ReadAsync(ct)) revisions[reader.GetGuid(0)] = reader.GetInt64(1);
        return new([.. customers.Select(customer => new CustomerToAssess(
            new(customer), revisions.GetValueOrDefault(customer, -1), definition, [.. wanted[customer]], [.. onRecord[customer]]))], reached, now);
    }

    /// <summary>Remembers how far the assessor has looked. The instant only moves once no concerned customer is left before it.</summary>
    public async Task Done(NpgsqlDataSource database, string reactor, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = Command(connection, """
            insert into control.reactor (name, position, instant) values ($1, $2, $3)
            on conflict (name) do update set position = greatest(control.reactor.position, excluded.position), instant = excluded.instant
            """, reactor, Position, Instant);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<ILookup<Guid, T>> Steps<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, StageStep, T> make, CancellationToken ct, params object[] parameters)
    {
        List<(Guid Customer, T Item)> steps = [];
        await using var reader = await Query(connection, sql, ct, parameters);
        while (await reader.ReadAsync(ct))
        {
            Standing? from = reader.IsDBNull(2) ? null : new(Columns.Member<Stage>(reader.GetString(2)), Class(reader, 3));
            Standing to = new(Columns.Member<Stage>(reader.GetString(4)), Class(reader, 5));
            var step = new StageStep(reader.GetFieldValue<DateTimeOffset>(1), from, to, Columns.Member<StageBasis>(reader.GetString(6)), reader.GetString(7));
            steps.Add((reader.GetGuid(0), make(reader, step)));
        }
        return steps.ToLookup(step => step.Customer, step => step.Item);
    }

    private static StageClass? Class(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : Columns.Member<StageClass>(reader.GetString(column));

    private static async Task<object?> Scalar(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(ct);
    }

    private static async Task<NpgsqlDataReader> Query(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteReaderAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in parameters) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
