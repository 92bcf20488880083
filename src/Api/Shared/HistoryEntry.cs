using System.Text.Json.Nodes;

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
    string ActorKind,
    string ActorId,
    string? ActorName,
    string RecordedByKind,
    string RecordedById,
    string? RecordedByName,
    JsonNode? Fact);
