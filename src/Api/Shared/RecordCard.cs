using System.Text.Json.Serialization;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A record's card as it is, or as it was on the two clocks.</summary>
public abstract record CardRequest<TCard> : QueryRequest<TCard?>, IOnTwoClocks where TCard : RecordCard
{
    public Moment? AsOf { get; init; }

    public KnownAt? KnownAt { get; init; }
}

/// <summary>A record shown whole, as it is or as it was.</summary>
public abstract record RecordCard
{
    /// <summary>What a card of the past was computed from; none on the card as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CardStamp? Stamp { get; init; }

    /// <summary>Whose names it shows, each by its stream.</summary>
    internal virtual IEnumerable<StreamName> Named() => [];

    /// <summary>The streams of these; a thing that is not known has none.</summary>
    protected static IEnumerable<StreamName> Streams(params (string Category, Guid? Id)[] things) =>
        things.Where(thing => thing.Id is not null).Select(thing => StreamName.Of(thing.Category, thing.Id!.Value));
}

/// <summary>Which facts a card of the past was folded from: what happened by asOf, of what was recorded up to the position.</summary>
/// <param name="KnownAt">As it was asked.</param>
public sealed record CardStamp(DateTimeOffset AsOf, KnownAt? KnownAt, string Position);
