using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Deals.DealCommand;

namespace EventSourcedCrm.Domain.Tests.Deals;

public sealed class DealProperties : DeciderProperties<Deal, DealCommand, DealFact>
{
    private static readonly IReadOnlyList<string> Stages = ["prospecting", "engaging"];
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    protected override IReadOnlyList<DealCommand> Samples { get; } =
    [
        new Open(new("Ten printers", Euros(1000)), new(Guid.NewGuid()), Stages),
        new Open(new("Ten printers", Euros(-1000)), new(Guid.NewGuid()), Stages),
        new Open(new("Ten printers", Quantity: 0), new(Guid.NewGuid()), Stages),
        new MoveToStage("prospecting", Stages),
        new MoveToStage("engaging", Stages),
        new MoveToStage("signing", Stages),
        new Revalue(Euros(1000)),
        new Revalue(Euros(800)),
        new Revalue(Euros(0.001m)),
        new Reschedule(new(2026, 4, 1), null),
        new Reschedule(null, null),
        new Reassign(new(Guid.NewGuid())),
        new Win(Euros(0)),
        new Win(Euros(900)),
        new Lose("Too dear"),
        new Lose(null),
        new Reopen("They called"),
        new CorrectWin(Euros(90), null, "Typing error"),
        new CorrectWin(null, Noon, "Typing error"),
        new CorrectWin(null, null, "Nothing"),
        new RecordShipment(Euros(100), false),
        new RecordShipment(Euros(100), true),
        new RecordPayment(Euros(100), false),
        new RecordPayment(Euros(100), true),
    ];

    protected override bool MayRepeat(DealCommand command) => command is RecordShipment { Complete: false } or RecordPayment { Complete: false };

    private static Money Euros(decimal amount) => new(amount, "EUR");
}
