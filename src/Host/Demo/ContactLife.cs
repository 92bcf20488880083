using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Contacts.ContactCommand;

namespace EventSourcedCrm.Host.Demo;

/// <summary>The calls, meetings and letters with one customer: most take place, some are put off, cancelled or forgotten.</summary>
internal sealed class ContactLife(Relation relation)
{
    private static readonly string[] Subjects = ["New season's assortment", "Open offer", "How the last delivery went", "Yearly conversation", "Maintenance visit", "Payment"];
    private static readonly string[] Outcomes = ["Will think about it.", "Wants an offer.", "Satisfied.", "Call again next month.", "Nobody with a say was there."];
    private static readonly string[] Groups = ["first-contact", "consultation", "complaint", "service-visit"];

    private readonly Chance _chance = relation.Chance;
    private int _count;

    public void Tell()
    {
        // Some customers nobody thinks of for half a year.
        var attention = _chance.Of(15, 25, 40, 60, 180);
        for (var at = relation.Since; at < relation.Journal.End; at = at.AddDays(attention * _chance.Between(0.4, 1.6)))
            if (_chance.OneIn(5)) HappensUnplanned(_chance.WorkingTime(at, 0));
            else IsPlanned(_chance.WorkingTime(at, 0));
    }

    private void HappensUnplanned(DateTimeOffset at)
    {
        var details = Details(_chance.Of(ContactKind.Call, ContactKind.EMail, ContactKind.Chat), Direction.Incoming);
        New().Tell(new RecordCompleted(details, _chance.Between(2, 25), new Personal(_chance.Of(Outcomes)), relation.AppealAt(at)), at, details.Responsible);
    }

    private void IsPlanned(DateTimeOffset at)
    {
        var tale = New();
        var details = Details(_chance.Of(ContactKind.Call, ContactKind.Call, ContactKind.Meeting, ContactKind.EMail, ContactKind.Letter), Direction.Outgoing);
        var dueAt = _chance.WorkingTime(at, _chance.Between(1, 14));
        tale.Tell(new Plan(details, dueAt, _chance.OneIn(3) ? dueAt.AddHours(-1) : null, Deal: relation.DealAt(at)), at, details.Responsible);
        if (_chance.OneIn(20)) tale.Tell(new Reassign(_chance.Of(relation.Company.Managers)), at, relation.Company.Head);
        if (_chance.OneIn(9))
        {
            var before = Earlier(at, dueAt);
            dueAt = _chance.WorkingTime(dueAt, _chance.Between(1, 10));
            tale.Tell(new Reschedule(dueAt), before, details.Responsible);
        }
        var fate = _chance.Between(1, 100);
        if (fate <= 80) tale.Tell(new Complete(_chance.Between(5, 90), new Personal(_chance.Of(Outcomes))), dueAt.AddMinutes(_chance.Between(0, 90)), details.Responsible);
        else if (fate <= 90) tale.Tell(new Cancel(_chance.Of("They called it off.", "Settled by e-mail.")), Earlier(tale.LastAt, dueAt), details.Responsible);
        if (fate == 1) tale.Tell(new Withdraw("Entered for the wrong customer."), tale.LastAt.AddHours(2), details.Responsible);
    }

    private static DateTimeOffset Earlier(DateTimeOffset from, DateTimeOffset to) => from + ((to - from) / 2);

    private Tale<Contact, ContactCommand, ContactFact> New() => relation.Begin<Contact, ContactCommand, ContactFact>("contact", _count++);

    private ContactDetails Details(ContactKind kind, Direction direction) => new(
        kind,
        direction,
        relation.SomeColleague,
        _chance.Of(Subjects),
        relation.Someone,
        _chance.Of(Importance.Important, Importance.Ordinary, Importance.Ordinary, Importance.Ordinary, Importance.Minor),
        _count == 1 ? Groups[0] : _chance.OneIn(3) ? _chance.Of(Groups) : null);
}
