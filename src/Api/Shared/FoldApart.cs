using System.Text.Json.Nodes;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// Says what a projection's tables would hold if the log had these facts alone: the rows of each by its name, a property a column.
/// The host knows, who has the projections.
/// </summary>
public delegate Task<IReadOnlyDictionary<string, IReadOnlyList<JsonObject>>> FoldApart(string projection, IAsyncEnumerable<Recorded> facts, CancellationToken ct);
