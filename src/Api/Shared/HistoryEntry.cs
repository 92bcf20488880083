using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A fact as a card's history shows it: what, when it happened and was recorded, who did it and whose token wrote it.</summary>
public sealed record HistoryEntry(
    string Stream,
    long Revision,
    [property: JsonIgnore] long CommitPosition,
    [property: JsonIgnore] long PreparePosition,
    Guid Id,
    string Type,
    DateTimeOffset HappenedAt,
    DateTimeOffset RecordedAt,
    string ActorKind,
    string ActorId,
    string RecordedByKind,
    string RecordedById,
    JsonNode Fact);
