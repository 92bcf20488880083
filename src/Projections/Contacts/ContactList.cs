using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Contacts;

/// <summary>Every contact, planned or happened, and how it stands; whether a planned one is overdue is the query's to say.</summary>
public sealed class ContactList() : Projection("contact_list", version: 1)
{
    private readonly Names<CustomerId> _customers = NamesOf.Customers("contact_list");
    private readonly Names<UserId> _users = NamesOf.Users("contact_list");
    private readonly Table<ContactRow> _contacts = new(
        "contact", row => row.ContactId,
        "at, contact_id", "responsible_id, at, contact_id", "customer_id, at, contact_id", "state, at, contact_id");
    private readonly Table<ContactLink> _links = new("contact_link", row => new { row.ContactId, row.Target, row.TargetId }, "target_id, contact_id");

    protected override IEnumerable<Type> Handles => [typeof(ContactFact)];

    protected override void Apply(Recorded happened)
    {
        _customers.Apply(happened);
        _users.Apply(happened);
        if (happened is not { Fact: ContactFact fact, Customer: { } customer }) return;
        var contact = happened.Id<ContactId>();
        switch (fact)
        {
            case ContactPlanned f: _contacts.Put(ContactRow.Planned(contact, customer, f, happened), isNew: happened.Revision == 0); break;
            case ContactCompleted f when happened.Revision == 0: _contacts.Put(ContactRow.Recorded(contact, customer, f, happened), isNew: true); break;
            case ContactCompleted f: Change(row => row.Completed(f, happened)); break;
            case ContactRescheduled f: Change(row => row with { DueAt = f.DueAt, RemindAt = f.RemindAt, At = f.DueAt }); break;
            case ContactReassigned f: Change(row => row with { ResponsibleId = f.Responsible }); break;
            case ContactCancelled f: Change(row => row with { State = ContactState.Cancelled, Reason = f.Reason }); break;
            case ContactWithdrawn f: Change(row => row with { State = ContactState.Withdrawn, Reason = f.Reason }); break;
            case ContactLinkedToAppeal f: Link(LinkTarget.Appeal, f.Appeal.Value); break;
            case ContactLinkedToDeal f: Link(LinkTarget.Deal, f.Deal.Value); break;
        }

        void Change(Func<ContactRow, ContactRow> change) => _contacts.Update(contact, row => change(row) with { Revision = happened.Revision });

        void Link(LinkTarget target, Guid id)
        {
            _links.Put(new(contact, target, id));
            Change(row => row);
        }
    }
}

/// <summary>Where a contact stands, whatever the time is.</summary>
public enum ContactState { Planned, Completed, Cancelled, Withdrawn }

/// <summary>What a contact was about or led to.</summary>
public enum LinkTarget { Appeal, Deal }

/// <summary>An appeal or a deal that a contact is linked to.</summary>
public sealed record ContactLink(ContactId ContactId, LinkTarget Target, Guid TargetId);

/// <summary>A contact as lists show it; <c>At</c> is when it happened, or else is due.</summary>
public sealed record ContactRow(
    ContactId ContactId,
    CustomerId CustomerId,
    ContactState State,
    DateTimeOffset At,
    ContactKind Kind,
    Direction Direction,
    string? ContactGroup,
    Importance Importance,
    ContactPersonId? PersonId,
    UserId ResponsibleId,
    Personal Subject,
    DateTimeOffset? DueAt,
    DateTimeOffset? RemindAt,
    DateTimeOffset? HappenedAt,
    int? Minutes,
    Personal? Outcome,
    Personal? Reason,
    long Revision)
{
    internal static ContactRow Planned(ContactId contact, CustomerId customer, ContactPlanned fact, Recorded happened) =>
        Of(contact, customer, fact.Details, ContactState.Planned, fact.DueAt, happened) with { DueAt = fact.DueAt, RemindAt = fact.RemindAt };

    internal static ContactRow Recorded(ContactId contact, CustomerId customer, ContactCompleted fact, Recorded happened) =>
        Of(contact, customer, fact.Details, ContactState.Completed, happened.HappenedAt, happened).Completed(fact, happened);

    internal ContactRow Completed(ContactCompleted fact, Recorded happened) => Described(fact.Details) with
    {
        State = ContactState.Completed,
        At = happened.HappenedAt,
        HappenedAt = happened.HappenedAt,
        Minutes = fact.Minutes,
        Outcome = fact.Outcome,
    };

    private static ContactRow Of(
        ContactId contact, CustomerId customer, ContactDetails details, ContactState state, DateTimeOffset at, Recorded happened) => new(
        contact, customer, state, at, details.Kind, details.Direction, details.Group, details.Importance, details.Person,
        details.Responsible, details.Subject, null, null, null, null, null, null, happened.Revision);

    private ContactRow Described(ContactDetails details) => this with
    {
        Kind = details.Kind,
        Direction = details.Direction,
        ContactGroup = details.Group,
        Importance = details.Importance,
        PersonId = details.Person,
        ResponsibleId = details.Responsible,
        Subject = details.Subject,
    };
}
