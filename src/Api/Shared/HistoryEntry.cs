using System.Text.Json.Nodes;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// A fact as a card's history shows it: what, when it happened and was recorded, who did it and whose token wrote it,
/// with their names where they are users; no content where the type is unknown.
/// </summary>
public sealed record HistoryEntry(
    string Stream,
    long Revision,
    Guid Id,
    string Type,
    DateTimeOffset HappenedAt,
    DateTimeOffset RecordedAt,
    ActorKind ActorKind,
    string ActorId,
    string? ActorName,
    RecorderKind RecordedByKind,
    string RecordedById,
    string? RecordedByName,
    JsonNode? Fact);
