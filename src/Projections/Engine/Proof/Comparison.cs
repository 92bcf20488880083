using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Compares a table with the one of the same rows folded again, byte for byte, in one transaction. PostgreSQL joins the two, so that
/// no memory of this process is needed; the keys of rows that differ are kept in a table beside those folded again.
/// </summary>
/// <param name="connection">In a transaction that sees both tables at one position.</param>
/// <param name="original">The schema of the build.</param>
/// <param name="again">The schema of what was folded again.</param>
internal sealed class Comparison(NpgsqlConnection connection, string original, string again)
{
    /// <summary>Rows named of each table; the rest are counted.</summary>
    public const int MostNamed = 50;

    /// <summary>Begins a transaction in which rows are told as text in one way, whatever the server's settings; reading the log meanwhile may take a while.</summary>
    public static async Task Prepare(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var settings = new NpgsqlCommand("""
            set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local bytea_output = 'hex';
            set local work_mem = '64MB'; set local idle_in_transaction_session_timeout = '1min'
            """, connection);
        await settings.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Finds the rows that differ, and certifies the table.</summary>
    public async Task<TableProof> Prove(Layout layout, CancellationToken ct) =>
        new(layout.Table, await Count(layout, ct), await Find(layout, Slice.All, ct), await Hash(layout, ct));

    /// <summary>Finds the rows that differ: how many.</summary>
    public Task<long> Find(Layout layout, Slice slice, CancellationToken ct) => Find(layout, Differing(layout), slice.Condition(layout), ct);

    /// <summary>The rows folded again.</summary>
    public Task<long> Count(Layout layout, CancellationToken ct) => Count($"\"{again}\".{layout.Table}", ct);

    /// <summary>The first rows that differ, column by column.</summary>
    public async Task<IReadOnlyList<RowDifference>> Rows(Layout layout, CancellationToken ct)
    {
        var columns = layout.Columns.Select(column => $"a.{column.Name}::text, b.{column.Name}::text");
        await using var query = new NpgsqlCommand($"""
            select a.{layout.KeyNames[0]} is not null, b.{layout.KeyNames[0]} is not null, {List(layout, "d")}, {string.Join(", ", columns)}
            from {Differing(layout)} d
            left join "{original}".{layout.Table} a on {Same("d", "a", layout)} left join "{again}".{layout.Table} b on {Same("d", "b", layout)}
            order by {List(layout, "d")} limit {MostNamed}
            """, connection) { CommandTimeout = 0 };
        await using var reader = await query.ExecuteReaderAsync(ct);
        List<RowDifference> rows = [];
        while (await reader.ReadAsync(ct))
        {
            var texts = Enumerable.Range(0, layout.Columns.Count).Select(column => 2 + layout.Key.Count + 2 * column).ToList();
            rows.Add(new(
                [.. Enumerable.Range(2, layout.Key.Count).Select(reader.GetValue)],
                reader.GetBoolean(0) ? [.. texts.Select(at => Text(reader, at))] : null,
                reader.GetBoolean(1) ? [.. texts.Select(at => Text(reader, at + 1))] : null));
        }
        return rows;
    }

    /// <summary>
    /// Makes the groups in which rows differed what was folded again; the number of rows written or removed. Of a row that is wrong a worker
    /// may have made others meanwhile: in its group, and in those of the tables computed from it.
    /// </summary>
    /// <param name="family">Tables of the same groups.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<long> Mend(IReadOnlyList<Layout> family, CancellationToken ct)
    {
        var groups = string.Join(" union ", family.Select(layout => $"select {Group(layout)} from {Differing(layout)}"));
        var mended = 0L;
        foreach (var layout in family)
            if (await Find(layout, Mending(layout), $"({Group(layout)}) in ({groups})", ct) > 0) mended += await Replace(layout, ct);
        return mended;
    }

    private async Task<long> Replace(Layout layout, CancellationToken ct)
    {
        var gone = await Execute($"""
            delete from "{original}".{layout.Table} a using {Mending(layout)} d
            where {Same("a", "d", layout)} and not exists (select from "{again}".{layout.Table} b where {Same("b", "d", layout)})
            """, ct);
        var columns = layout.Columns.Select(column => column.Name).ToList();
        var others = columns.Except(layout.KeyNames).ToList();
        var written = await Execute($"""
            insert into "{original}".{layout.Table} ({string.Join(", ", columns)})
            select {string.Join(", ", columns.Select(column => "b." + column))} from "{again}".{layout.Table} b join {Mending(layout)} d on {Same("b", "d", layout)}
            on conflict ({string.Join(", ", layout.KeyNames)}) do {(others.Count == 0 ? "nothing" : "update set " + string.Join(", ", others.Select(column => $"{column} = excluded.{column}")))}
            """, ct);
        return gone + written;
    }

    private async Task<long> Find(Layout layout, string into, string condition, CancellationToken ct)
    {
        var keys = string.Join(", ", layout.KeyNames.Select(key => $"coalesce(a.{key}, b.{key}) as {key}"));
        await Execute($"""
            create table {into} as
            select {keys}
            from (select * from "{original}".{layout.Table} where {condition}) a
            full join (select * from "{again}".{layout.Table} where {condition}) b on {Same("a", "b", layout)}
            where a.{layout.KeyNames[0]} is null or b.{layout.KeyNames[0]} is null or a *<> b
            """, ct);
        return await Count(into, ct);
    }

    private async Task<long> Count(string table, CancellationToken ct)
    {
        await using var count = new NpgsqlCommand($"select count(*) from {table}", connection) { CommandTimeout = 0 };
        return (long)(await count.ExecuteScalarAsync(ct))!;
    }

    /// <summary>SHA-256 of each row's text; of these in their order, by their first byte; of those.</summary>
    private async Task<string> Hash(Layout layout, CancellationToken ct)
    {
        await using var hash = new NpgsqlCommand($"""
            select encode(sha256(coalesce(string_agg(hash, ''::bytea order by first), ''::bytea)), 'hex') from (
                select get_byte(hash, 0) as first, sha256(string_agg(hash, ''::bytea order by hash)) as hash
                from (select sha256(convert_to(t::text, 'UTF8')) as hash from "{again}".{layout.Table} t) rows group by 1) parts
            """, connection) { CommandTimeout = 0 };
        return (string)(await hash.ExecuteScalarAsync(ct))!;
    }

    private async Task<long> Execute(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(ct);
    }

    private string Differing(Layout layout) => $"\"{again}\".differing_{layout.Table}";

    private string Mending(Layout layout) => $"\"{again}\".mending_{layout.Table}";

    private static string Group(Layout layout) => string.Join(", ", layout.KeyNames.Take(layout.GroupLength));

    private static string Same(string one, string other, Layout layout) => string.Join(" and ", layout.KeyNames.Select(key => $"{one}.{key} = {other}.{key}"));

    private static string List(Layout layout, string row) => string.Join(", ", layout.KeyNames.Select(key => $"{row}.{key}"));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
