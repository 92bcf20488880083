using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Contacts.ContactCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>Decides what may happen to a contact with a customer.</summary>
public abstract record Contact : IDecider<Contact, ContactCommand, ContactFact>
{
    private Contact() { }

    private sealed record Unknown : Contact;

    private abstract record Known(ImmutableHashSet<ContactFact> Links) : Contact;

    private sealed record Planned(ContactDetails Details, DateTimeOffset DueAt, DateTimeOffset? RemindAt, ImmutableHashSet<ContactFact> Links) : Known(Links);

    private sealed record Completed(int? Minutes, Personal? Outcome, ImmutableHashSet<ContactFact> Links) : Known(Links);

    private sealed record Cancelled(ImmutableHashSet<ContactFact> Links) : Known(Links);

    private sealed record Withdrawn : Contact;

    public static string Category => "contact";

    public static Contact Initial { get; } = new Unknown();

    public static Decision<ContactFact> Decide(ContactCommand command, Contact contact) => (command, contact) switch
    {
        (Complete { Minutes: < 0 } or RecordCompleted { Minutes: < 0 }, _) => Refuse("minutes-negative", "A contact cannot last less than 0 minutes."),
        (Plan c, _) when c.RemindAt > c.DueAt => ReminderTooLate,
        (Reschedule c, _) when c.RemindAt > c.DueAt => ReminderTooLate,

        (Plan c, Unknown) => [new ContactPlanned(c.Details, c.DueAt, c.RemindAt), .. LinksTo(c.Appeal, c.Deal)],
        (RecordCompleted c, Unknown) => [new ContactCompleted(c.Details, c.Minutes, c.Outcome), .. LinksTo(c.Appeal, c.Deal)],
        (Plan or RecordCompleted, _) => Refuse("contact-already-entered", "This contact has already been entered."),
        (_, Unknown) => Refuse("no-such-contact", "There is no such contact."),

        (Reschedule c, Planned p) when (c.DueAt, c.RemindAt) == (p.DueAt, p.RemindAt) => [],
        (Reschedule c, Planned) => [new ContactRescheduled(c.DueAt, c.RemindAt)],
        (Reassign c, Planned p) when c.Responsible == p.Details.Responsible => [],
        (Reassign c, Planned) => [new ContactReassigned(c.Responsible)],
        (Complete c, Planned p) => [new ContactCompleted(p.Details, c.Minutes, c.Outcome)],
        (Cancel c, Planned) => [new ContactCancelled(c.Reason)],
        (Withdraw c, Completed) => [new ContactWithdrawn(c.Reason)],
        (LinkToAppeal c, Known k) => LinkOnce(new ContactLinkedToAppeal(c.Appeal), k),
        (LinkToDeal c, Known k) => LinkOnce(new ContactLinkedToDeal(c.Deal), k),

        (Complete c, Completed d) when (c.Minutes, c.Outcome) == (d.Minutes, d.Outcome) => [],
        (Cancel, Cancelled) or (Withdraw, Withdrawn) => [],
        (Withdraw, Planned) => Refuse("contact-not-completed", "This contact has not taken place. Cancel it instead."),
        (_, Completed) => Refuse("contact-completed", "This contact has already taken place. Withdraw it if that is a mistake."),
        (_, Cancelled) => Refuse("contact-cancelled", "This contact was cancelled. Plan another one."),
        _ => Refuse("contact-withdrawn", "This contact was withdrawn. Record another one."),
    };

    public static Contact Evolve(Contact contact, ContactFact fact) => (fact, contact) switch
    {
        (ContactPlanned f, _) => new Planned(f.Details, f.DueAt, f.RemindAt, []),
        (ContactRescheduled f, Planned p) => p with { DueAt = f.DueAt, RemindAt = f.RemindAt },
        (ContactReassigned f, Planned p) => p with { Details = p.Details with { Responsible = f.Responsible } },
        (ContactCompleted f, Known k) => new Completed(f.Minutes, f.Outcome, k.Links),
        (ContactCompleted f, _) => new Completed(f.Minutes, f.Outcome, []),
        (ContactCancelled, Known k) => new Cancelled(k.Links),
        (ContactWithdrawn, _) => new Withdrawn(),
        (ContactLinkedToAppeal or ContactLinkedToDeal, Known k) => k with { Links = k.Links.Add(fact) },
        _ => contact,
    };

    private static readonly Refusal ReminderTooLate = Refuse("reminder-after-due", "The reminder must come no later than the contact is due.");

    private static IEnumerable<ContactFact> LinksTo(AppealId? appeal, DealId? deal)
    {
        if (appeal is { } a) yield return new ContactLinkedToAppeal(a);
        if (deal is { } d) yield return new ContactLinkedToDeal(d);
    }

    private static Decision<ContactFact> LinkOnce(ContactFact link, Known known) => known.Links.Contains(link) ? [] : [link];
}
