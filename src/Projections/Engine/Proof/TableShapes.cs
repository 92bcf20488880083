using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Whether the tables of a build still have the columns the program gave them: where a hand has changed that, no row can be compared.</summary>
internal static class TableShapes
{
    private const string Columns = """
        select c.relname, string_agg(t.attname || ' ' || format_type(t.atttypid, t.atttypmod), ', ' order by t.attnum) as columns
        from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute t on t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
        where c.relkind = 'r' and n.nspname =
        """;

    /// <summary>The tables that are missing or have other columns.</summary>
    public static async Task<IReadOnlyList<Difference>> Compare(NpgsqlConnection connection, Refolded build, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand($"""
            select b.relname, a.columns, b.columns from ({Columns} $2 group by 1) b left join ({Columns} $1 group by 1) a using (relname)
            where a.columns is distinct from b.columns order by 1
            """, connection) { Parameters = { new() { Value = build.Original.Name }, new() { Value = build.Schema } } };
        await using var reader = await query.ExecuteReaderAsync(ct);
        List<Difference> differences = [];
        while (await reader.ReadAsync(ct))
        {
            var there = reader.IsDBNull(1) ? "is missing" : $"has the columns {reader.GetString(1)} in place of {reader.GetString(2)}";
            differences.Add(new(build.Original.Name, reader.GetString(0), "the table", "the table", DifferenceKind.Shape) { Expected = $"it {there}. Rebuild it: crm projections rebuild {build.Original.Projection}." });
        }
        return differences;
    }
}
