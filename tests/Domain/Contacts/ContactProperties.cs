using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Contacts.ContactCommand;

namespace EventSourcedCrm.Domain.Tests.Contacts;

public sealed class ContactProperties : DeciderProperties<Contact, ContactCommand, ContactFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly UserId Boris = new(Guid.NewGuid());
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly ContactDetails Call = new(ContactKind.Call, Direction.Outgoing, Anna, "The new price list");

    protected override IReadOnlyList<ContactCommand> Samples { get; } =
    [
        new Plan(Call, Noon, null, new(Guid.NewGuid())),
        new Plan(Call, Noon, Noon.AddHours(1)),
        new RecordCompleted(Call, 5),
        new RecordCompleted(Call, -5),
        new Reschedule(Noon),
        new Reschedule(Noon.AddDays(1), Noon),
        new Reschedule(Noon, Noon.AddDays(1)),
        new Reassign(Anna),
        new Reassign(Boris),
        new Complete(),
        new Complete(15, "Wants an offer"),
        new Complete(-15),
        new Cancel("On leave"),
        new Withdraw("Another customer"),
        new LinkToAppeal(new(Guid.NewGuid())),
        new LinkToDeal(new(Guid.NewGuid())),
    ];
}
