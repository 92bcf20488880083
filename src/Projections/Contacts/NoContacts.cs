using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;
using NodaTime;

namespace EventSourcedCrm.Projections.Contacts;

/// <summary>Who was in touch with a customer and when, and what was planned, so that those nobody contacted are found.</summary>
public sealed class NoContacts : Projection
{
    private readonly NoContactDefinition _definition;
    private readonly CustomersOverTime _customers = new("no_contact_customer");
    private readonly UsersOverTime _users = new("no_contact_user");
    private readonly StageTimelines _stages;
    private readonly Table<TouchRow> _touches = new("touch", row => new { row.CustomerId, row.Stream, row.Item }, "customer_id, at");
    private readonly History<PlannedRow> _planned = new("planned_contact", row => new { row.CustomerId, row.ContactId });
    private readonly History<OpenDealRow> _deals = new("open_deal", row => new { row.CustomerId, row.DealId });

    public NoContacts(NoContactDefinition definition, StageDefinition stages, DateTimeZone zone) : base("no_contact", version: 5)
    {
        _definition = definition;
        _stages = new("no_contact_stage", stages, zone, withTransitions: false);
    }

    protected override IEnumerable<Type> Handles => [typeof(ContactFact), typeof(AppealFact), typeof(DealFact)];

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        _customers.Apply(happened);
        _stages.Apply(happened);
        if (happened is not { Customer: { } customer, Stream.Id: { } id, HappenedAt: var at }) return;
        var contact = new { CustomerId = customer, ContactId = new ContactId(id) };
        var deal = new { CustomerId = customer, DealId = new DealId(id) };
        switch (happened.Fact)
        {
            case ContactPlanned f: _planned.Set(new(contact.ContactId, customer, PlannedState.Planned, f.DueAt, at), at, isNew: happened.Revision == 0); break;
            case ContactRescheduled f: _planned.Change(contact, at, row => row with { DueAt = f.DueAt }); break;
            case ContactCancelled: _planned.Change(contact, at, row => row with { State = PlannedState.Cancelled }); break;
            case ContactCompleted f:
                Count(new(TouchKind.ContactCompleted, f.Details.Direction, ByPerson(happened), f.Details.Kind, f.Minutes), "contact");
                _planned.End(contact, at);
                break;
            case ContactWithdrawn: Withdraw("contact"); break;
            case AppealRegistered: Count(new(TouchKind.AppealRegistered, Direction.Incoming, ByPerson(happened)), "appeal"); break;
            case AppealAnswered f: Count(new(TouchKind.AppealAnswered, Direction.Outgoing, ByPerson(happened)), $"answer {f.Answer.Value:D}"); break;
            case AppealAnswerWithdrawn f: Withdraw($"answer {f.Answer.Value:D}"); break;
            case DealOpened f: _deals.Set(new(deal.DealId, customer, f.Terms.ExpectedAmount?.Amount), at, isNew: happened.Revision == 0); break;
            case DealRevalued f: _deals.Change(deal, at, row => row with { Amount = f.ExpectedAmount.Amount }); break;
            case DealWon or DealLost: _deals.Change(deal, at, row => row with { IsOpen = false }); break;
            case DealReopened: _deals.Change(deal, at, row => row with { IsOpen = true }); break;
        }

        void Count(Touch touch, string item) =>
            _touches.Put(new(happened.Stream.Value, item, customer, happened.Revision, at, touch.Kind, touch.Direction, touch.ContactKind, touch.Minutes, touch.ByPerson, _definition.Counted(touch), null));

        void Withdraw(string item) => _touches.Update(new { CustomerId = customer, Stream = happened.Stream.Value, Item = item }, row => row with { GoneAt = at });
    }

    private static bool ByPerson(Recorded happened) => happened.Metadata.Actor.Kind == ActorKind.Person;
}

/// <summary>One occasion of being in touch; it counts nowhere from <c>gone_at</c> on, when it was withdrawn.</summary>
public sealed record TouchRow(
    string Stream, string Item, CustomerId CustomerId, long Revision, DateTimeOffset At, TouchKind Kind, Direction Direction, ContactKind? ContactKind,
    int? Minutes, bool ByPerson, bool Counted, DateTimeOffset? GoneAt);

/// <summary>Whether a contact that has not taken place is still to come.</summary>
public enum PlannedState { Planned, Cancelled }

/// <summary>A contact that was planned and has not taken place.</summary>
public sealed record PlannedRow(ContactId ContactId, CustomerId CustomerId, PlannedState State, DateTimeOffset DueAt, DateTimeOffset PlannedAt);

/// <summary>A deal and the amount expected of it; open until won or lost.</summary>
public sealed record OpenDealRow(DealId DealId, CustomerId CustomerId, decimal? Amount, bool IsOpen = true);
