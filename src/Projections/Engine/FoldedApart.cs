using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Proof;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What a projection's tables would hold if the log had these facts alone: folded in memory, written nowhere.</summary>
internal static class FoldedApart
{
    private static readonly HashSet<LogPosition> NothingParked = [];

    /// <summary>The rows of every table by its name, each with a property for a column. Facts are not kept, only rows.</summary>
    /// <param name="projection">A fresh one.</param>
    /// <param name="facts">In the order of the log, without any that are parked.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<JsonObject>>> Rows(Projection projection, IAsyncEnumerable<Recorded> facts, CancellationToken ct)
    {
        var fold = new PartialFold(projection, (_, _) => true, NothingParked);
        await foreach (var fact in facts.WithCancellation(ct)) fold.Apply(fact);
        fold.Derive();
        return fold.Stores.ToDictionary(store => store.Name, store => (IReadOnlyList<JsonObject>)[.. store.StoredRows.Select(row => Row(store.Layout, row))]);
    }

    private static JsonObject Row(Layout layout, object?[] row) =>
        new(layout.Columns.Zip(row, (column, value) => KeyValuePair.Create(column.Name, Value(column, value))));

    private static JsonNode? Value(Layout.Column column, object? value) => value switch
    {
        string json when column.SqlType == "jsonb" => JsonNode.Parse(json),
        _ => JsonSerializer.SerializeToNode(value),
    };
}
