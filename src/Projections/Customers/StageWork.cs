using System.Data;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Projections.Engine.Tables;
using NodaTime;
using Npgsql;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>The next customers for the stage assessor, read in one snapshot of the live build, and how far it will have looked after them.</summary>
/// <param name="Zone">The live build's.</param>
/// <param name="Under">What the customers are judged under. Under something new, everyone is looked at once again.</param>
internal sealed record StageWork(IReadOnlyList<CustomerToAssess> Customers, DateTimeZone Zone, string Under, long Position, DateTimeOffset Instant)
{
    private const int Most = 1_000;
    private const int ImportLimitHours = 2;
    private static readonly RowShape<StageInputRow> Inputs = RowShape<StageInputRow>.Of(row => row.CustomerId, row => new { row.Stream, row.Revision });
    private static readonly RowShape<StageChangeRow> Changes = RowShape<StageChangeRow>.Of(row => row.CustomerId, row => row.Revision);
    private static readonly RowShape<StageWorkRow> Work = RowShape<StageWorkRow>.Of(row => row.CustomerId);

    private const string Live = """
        select b.build, b.definition, b.version, b.zone, b.tz_version, set_config('search_path', quote_ident(b.build), true)
        from control.live l join control.build b using (build) where l.projection = 'stages'
        """;

    private const string Waiting = """
        select exists (
            select from stage_import i
            where i.is_open and i.started_at > $1
              and not exists (select from stage_import later where later.kind = i.kind and later.started_at > i.started_at))
        """;

    private const string Find = """
        with reactor as (
            select coalesce(max(position) filter (where under = $2), 0) as position, coalesce(max(instant), '-infinity') as instant
            from control.reactor where name = $1),
        concerned as (
            select customer_id, position from stage_work where position > (select position from reactor) order by position limit $4),
        due as (
            select distinct customer_id from stage_transition
            where at > (select instant from reactor) and at <= $3 and (select instant from reactor) > '-infinity')
        select customer_id, max(position) as position
        from (select customer_id, position from concerned union all select customer_id, null from due) as both_kinds
        group by customer_id
        """;

    /// <summary>Null where there is nothing to do, an import is open, or the live tables are not yet those of what governs by now.</summary>
    public static async Task<StageWork?> Read(NpgsqlDataSource database, string reactor, IReadOnlyList<GoverningStages> governing, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        if (await LiveBuild(connection, governing[^1], ct) is not (var build, var zone, var under)) return null;
        if (await IsWaiting(connection, now, ct)) return null;
        var (customers, reached) = await Next(connection, reactor, under, now, ct);
        if (customers.Count == 0) return null;

        var facts = await Rows(connection, Inputs, build, "stage_input", customers, ct);
        var changes = await Rows(connection, Changes, build, "stage_change", customers, ct);
        var work = await Rows(connection, Work, build, "stage_work", customers, ct);
        return new([.. customers.Select(customer => new CustomerToAssess(
            new(customer), work[customer].SingleOrDefault()?.StageRevision ?? -1,
            [.. facts[customer].Select(row => row.ToInput())],
            [.. changes[customer].Where(row => row.RevokedAt is null).Select(row => row.ToRecorded())]))], zone, under, reached, now);
    }

    /// <summary>Remembers how far the assessor has looked. The instant only moves once no concerned customer is left before it.</summary>
    public async Task Done(NpgsqlDataSource database, string reactor, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = Command(connection, """
            insert into control.reactor as known (name, under, position, instant) values ($1, $2, $3, $4)
            on conflict (name) do update set
                position = case when known.under = excluded.under then greatest(known.position, excluded.position) else excluded.position end,
                under = excluded.under,
                instant = excluded.instant
            """, reactor, Under, Position, Instant);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<(string Build, DateTimeZone Zone, string Under)?> LiveBuild(NpgsqlConnection connection, GoverningStages governs, CancellationToken ct)
    {
        await using var reader = await Query(connection, Live, ct);
        if (!await reader.ReadAsync(ct)) return null;
        var (definition, version, zone) = (reader.GetString(1), reader.GetInt32(2), reader.GetString(3));
        if (definition != governs.Id.ToString() || version != Stages.CodeVersion) return null;
        return (reader.GetString(0), DateTimeZoneProviders.Tzdb[zone], $"{definition} since {governs.From:O} in {zone} of {reader.GetString(4)}, code {version}");
    }

    private static async Task<bool> IsWaiting(NpgsqlConnection connection, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = Command(connection, Waiting, now.AddHours(-ImportLimitHours));
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task<(IReadOnlyList<Guid> Customers, long Reached)> Next(NpgsqlConnection connection, string reactor, string under, DateTimeOffset now, CancellationToken ct)
    {
        var reached = 0L;
        List<Guid> customers = [];
        await using var reader = await Query(connection, Find, ct, reactor, under, now, Most);
        while (await reader.ReadAsync(ct))
        {
            customers.Add(reader.GetGuid(0));
            if (!reader.IsDBNull(1)) reached = Math.Max(reached, reader.GetInt64(1));
        }
        return (customers, reached);
    }

    /// <summary>The customers' rows of a table, each customer's in the order of its key.</summary>
    private static async Task<ILookup<Guid, TRow>> Rows<TRow>(
        NpgsqlConnection connection, RowShape<TRow> shape, string build, string table, IReadOnlyList<Guid> customers, CancellationToken ct) where TRow : class
    {
        await using var command = new NpgsqlCommand(shape.LoadGroups(build, table), connection);
        command.Parameters.AddRange(shape.GroupParameters([.. customers.Cast<object>()]).ToArray());
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<TRow> rows = [];
        while (await reader.ReadAsync(ct)) rows.Add(shape.Read(reader));
        return rows.ToLookup(row => (Guid)Columns.ToStored(shape.GroupOf(row))!);
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
