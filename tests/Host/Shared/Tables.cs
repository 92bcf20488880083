using Npgsql;

namespace EventSourcedCrm.Host.Tests.Shared;

/// <summary>Every row of every live build, so that two histories of the same facts can be compared table by table.</summary>
internal static class Tables
{
    /// <summary>When something was recorded, and at which position, is another in every run.</summary>
    private const string Same = "to_jsonb(t) - '{recorded_at, started_at, position, commit_position, prepare_position}'::text[]";

    /// <summary>The history shows what the program did by itself, too, at the instant it ran: the assessor and the imports.</summary>
    private const string NotOfTheRun = "where not (to_jsonb(t) ? 'content' and to_jsonb(t) ->> 'stream' ~ '^(stage-|import-|organisation$)')";

    /// <summary>The rows of every table as JSON in an order of their own: all of them, or those that are the same in every run.</summary>
    public static async Task<SortedDictionary<string, IReadOnlyList<string>>> Live(NpgsqlConnection connection, bool everyColumn = false, params string[] without)
    {
        var tables = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (schema, table) in await Names(connection))
        {
            if (without.Contains(table)) continue;
            var (row, condition) = everyColumn ? ("to_jsonb(t)", "") : (Same, NotOfTheRun);
            tables.Add(table, await Rows(connection, $"select ({row})::text collate \"C\" from \"{schema}\".\"{table}\" t {condition} order by 1"));
        }
        return tables;
    }

    /// <summary>Names every table that differs, and a row of each.</summary>
    public static void ShouldEqual(this SortedDictionary<string, IReadOnlyList<string>> tables, SortedDictionary<string, IReadOnlyList<string>> expected)
    {
        tables.Keys.ShouldBe(expected.Keys);
        expected.Where(table => !table.Value.SequenceEqual(tables[table.Key])).Select(table => Difference(table.Key, table.Value, tables[table.Key])).ShouldBeEmpty();
    }

    private static string Difference(string table, IReadOnlyList<string> expected, IReadOnlyList<string> found)
    {
        var (missing, added) = (expected.Except(found).ToList(), found.Except(expected).ToList());
        return $"{table}: {expected.Count} rows expected, {found.Count} found. Missing {missing.Count}, as {missing.FirstOrDefault()}. Added {added.Count}, as {added.FirstOrDefault()}.";
    }

    /// <summary>Customers for whom the recorded changes that are not revoked are not the transitions the timeline has by now.</summary>
    public static async Task<IReadOnlyList<string>> StagesToldWrong(NpgsqlConnection connection, DateTimeOffset now)
    {
        var build = (await Rows(connection, "select quote_ident(build) from control.live where projection = 'stages'"))[0];
        const string Columns = "customer_id, at, from_stage, from_class, stage, class, basis";
        return await Rows(connection, $"""
            with told as (select {Columns} from {build}.stage_change where revoked_at is null),
                 due as (select {Columns} from {build}.stage_transition where at <= '{now:O}')
            select 'told but not due: ' || to_jsonb(t)::text from (select * from told except all select * from due) t
            union all select 'due but not told: ' || to_jsonb(t)::text from (select * from due except all select * from told) t
            """);
    }

    public static async Task<IReadOnlyList<string>> Rows(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<IReadOnlyList<(string Schema, string Table)>> Names(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""
            select t.schemaname::text, t.tablename::text from pg_tables t join control.live l on l.build = t.schemaname order by t.tablename
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<(string, string)> names = [];
        while (await reader.ReadAsync()) names.Add((reader.GetString(0), reader.GetString(1)));
        return names;
    }
}
