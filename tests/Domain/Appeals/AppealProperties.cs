using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Appeals.AppealCommand;

namespace EventSourcedCrm.Domain.Tests.Appeals;

public sealed class AppealProperties : DeciderProperties<Appeal, AppealCommand, AppealFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly UserId Boris = new(Guid.NewGuid());
    private static readonly GroupId Technicians = new(Guid.NewGuid());
    private static readonly AnswerId First = new(Guid.NewGuid());
    private static readonly AnswerId Second = new(Guid.NewGuid());

    protected override IReadOnlyList<AppealCommand> Samples { get; } =
    [
        new Register(new(AppealChannel.Phone, "The printer is silent"), Anna),
        new Assign(Anna),
        new Assign(Boris),
        new TakeInCharge(Anna),
        new TakeInCharge(Boris),
        new ForwardToUser(Boris),
        new ForwardToGroup(Technicians),
        new PutOnHold(),
        new PutOnHold("Waits for a part"),
        new Resume(),
        new Note("Called again"),
        new Answer(First, "Plug it in"),
        new Answer(First, "Switch it on"),
        new Answer(Second),
        new WithdrawAnswer(First, "Wrong customer"),
        new WithdrawAnswer(Second, "Wrong customer"),
        new Close(AppealClosing.Untold),
        new Close(new("Plugged it in", 5)),
        new Close(new("Plugged it in", -5)),
        new Reopen("Silent again"),
        new Rate(0),
        new Rate(3),
        new Rate(5, "Quick"),
    ];

    protected override bool MayRepeat(AppealCommand command) => command is Note;
}
