using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Rows that SQL reads in place of a build's tables, for a name after <c>with</c> hides the table of that name; their columns are the table's.</summary>
internal sealed class StandIns
{
    private readonly Dictionary<string, List<JsonObject>> _tables = [];

    /// <param name="tables">Rows by the names of their tables. A table without any is read as empty.</param>
    public void Add(IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> tables)
    {
        foreach (var (table, rows) in tables)
            if (_tables.TryGetValue(table, out var known)) known.AddRange(rows);
            else _tables.Add(table, [.. rows]);
    }

    /// <summary>The same query, if it has no <c>with</c> of its own, over these rows.</summary>
    public string In(string sql) =>
        $"with {string.Join(", ", _tables.Keys.Select(table => $"{table} as (select * from jsonb_populate_recordset(null::{table}, @{table}_rows::jsonb))"))} {sql}";

    /// <summary>The query's own parameters, and the rows.</summary>
    public object With(object parameters)
    {
        var all = new DynamicParameters(parameters);
        foreach (var (table, rows) in _tables) all.Add($"{table}_rows", JsonSerializer.Serialize(rows));
        return all;
    }
}
