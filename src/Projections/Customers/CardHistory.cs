using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>Everything that was ever recorded, of unknown types too, stream by stream and customer by customer: who did what, and when.</summary>
public sealed class CardHistory() : Projection("card_history", version: 2)
{
    private readonly Names<UserId> _users = NamesOf.Users("card_history");
    private readonly Journal<Entry> _entries = new("entry", row => new { row.Stream, row.Revision }, "customer_id, happened_at desc");

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        _entries.Add(Entry.Of(happened));
    }
}

/// <summary>One fact as a card's history shows it; its content as JSON in plain text, none for a type this program does not know.</summary>
public sealed record Entry(
    string Stream,
    long Revision,
    CustomerId? CustomerId,
    long CommitPosition,
    long PreparePosition,
    Guid Id,
    string Type,
    DateTimeOffset HappenedAt,
    DateTimeOffset RecordedAt,
    ActorKind ActorKind,
    string ActorId,
    RecorderKind RecordedByKind,
    string RecordedById,
    string? Content)
{
    internal static Entry Of(Recorded happened) => new(
        happened.Stream.Value, happened.Revision, happened.Customer, (long)happened.Position.Commit, (long)happened.Position.Prepare,
        happened.Id, happened.Type, happened.HappenedAt, happened.RecordedAt,
        happened.Metadata.Actor.Kind, happened.Metadata.Actor.Id, happened.Metadata.RecordedBy.Kind, happened.Metadata.RecordedBy.Id,
        PlainFacts.Write(happened.Fact));
}
