using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>Where in the log the facts are that concern a customer, those of unknown types too. What they say is read from there.</summary>
public sealed class CardHistory() : Projection("card_history", version: 4)
{
    private readonly Names<UserId> _users = NamesOf.Users("card_history");
    private readonly Journal<Entry> _entries = new("entry", row => row.CustomerId, row => new { row.HappenedAt, row.CommitPosition, row.PreparePosition });

    protected override IEnumerable<Type> Handles => [typeof(IFact)];

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        if (happened.Customer is { } customer)
            _entries.Add(new((long)happened.Position.Commit, (long)happened.Position.Prepare, customer, happened.HappenedAt, happened.Stream.Value, happened.Revision));
    }
}

/// <summary>A fact about a customer, by its place in the log and in its stream.</summary>
public sealed record Entry(long CommitPosition, long PreparePosition, CustomerId CustomerId, DateTimeOffset HappenedAt, string Stream, long Revision);
