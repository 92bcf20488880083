using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog;

/// <summary>A fact to append. The id makes a retry harmless: derive it from the command and the fact's index in it.</summary>
public sealed record NewFact(Guid Id, IFact Fact, FactMetadata Metadata);

/// <summary>Where an append ended: the stream's new last revision and the position of its last fact.</summary>
public readonly record struct Appended(long Revision, LogPosition Position);

/// <summary>
/// A fact as the log holds it: its place, its instants, its author, and the bytes that hashes and exports cover.
/// </summary>
public sealed record Recorded(
    StreamName Stream,
    long Revision,
    LogPosition Position,
    Guid Id,
    string Type,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> MetadataBytes,
    DateTimeOffset RecordedAt,
    IFact Fact,
    FactMetadata Metadata)
{
    /// <summary>When it was true in the business.</summary>
    public DateTimeOffset HappenedAt => Metadata.HappenedAt;

    /// <summary>The customer it concerns, where it concerns one.</summary>
    public CustomerId? Customer => Metadata.Customer;
}

/// <summary>A fact of a type this program does not know: carried, counted and skipped, never lost.</summary>
public sealed record UnknownFact : IFact
{
    public static readonly UnknownFact Instance = new();
}
