using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Deals.DealCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Deals;

/// <summary>Decides what may happen to a deal with a customer.</summary>
public abstract record Deal : IDecider<Deal, DealCommand, DealFact>
{
    private Deal() { }

    private sealed record Unknown : Deal;

    private abstract record Known(DealProgress Progress) : Deal;

    private sealed record InProgress(DealProgress Progress) : Known(Progress);

    private sealed record Won(Money Amount, DateTimeOffset? CorrectedTo, DealProgress Progress) : Known(Progress);

    private sealed record Lost(DealProgress Progress) : Known(Progress);

    public static string Category => "deal";

    public static Deal Initial { get; } = new Unknown();

    /// <summary>Whose stages it moves through; null before it is opened.</summary>
    public PipelineId? Pipeline => (this as Known)?.Progress.Pipeline;

    public static Decision<DealFact> Decide(DealCommand command, Deal deal) => (command, deal) switch
    {
        _ when AmountIn(command)?.Check() is { } flaw => flaw,
        (Open { Terms.Quantity: <= 0 }, _) => Refuse("quantity-not-positive", "A quantity must be more than 0."),

        (Open c, Unknown) => Opened(c),
        (Open, _) => Refuse("deal-already-open", "This deal has already been opened."),
        (_, Unknown) => Refuse("no-such-deal", "There is no such deal."),

        (MoveToStage c, InProgress d) when c.Stage == d.Progress.Stage => [],
        (MoveToStage c, InProgress) => c.Stages.Contains(c.Stage) ? [new DealMovedToStage(c.Stage)] : NoSuchStage,
        (Revalue c, InProgress d) => c.ExpectedAmount == d.Progress.ExpectedAmount ? [] : [new DealRevalued(c.ExpectedAmount)],
        (Win c, InProgress) => [new DealWon(c.Amount)],
        (Lose c, InProgress) => [new DealLost(c.Reason)],
        (Reopen, InProgress) => [],
        (Reopen c, _) => [new DealReopened(c.Reason)],

        (Reschedule c, Known k and not Lost) => RescheduledFrom(k.Progress, c),
        (Reassign c, Known k and not Lost) => c.Responsible == k.Progress.Responsible ? [] : [new DealReassigned(c.Responsible)],
        (RecordShipment { Complete: true }, Known { Progress.FullyShipped: true }) =>
            Refuse("deal-already-shipped", "This deal has already been shipped in full."),
        (RecordShipment c, not Lost) => [new DealShipped(c.Amount, c.Complete)],
        (RecordPayment { Complete: true }, Known { Progress.FullyPaid: true }) =>
            Refuse("deal-already-paid", "This deal has already been paid in full."),
        (RecordPayment c, not Lost) => [new DealPaid(c.Amount, c.Complete)],

        (CorrectWin c, Won w) => CorrectedFrom(w, c),
        (CorrectWin, _) => Refuse("deal-not-won", "Only a deal that is won can be corrected."),
        (Win c, Won w) when c.Amount == w.Amount => [],
        (Lose, Lost) => [],
        (_, Won) => Refuse("deal-won", "This deal is won. Correct it, or reopen it first."),
        _ => Refuse("deal-lost", "This deal is lost. Reopen it first."),
    };

    public static Deal Evolve(Deal deal, DealFact fact) => (fact, deal) switch
    {
        (DealOpened f, _) => new InProgress(new(
            f.Pipeline, f.Stage, f.Responsible, f.Terms.ExpectedAmount, f.Terms.ShipmentOn, f.Terms.PaymentOn)),
        (DealWon f, Known k) => new Won(f.Amount, null, k.Progress),
        (DealLost, Known k) => new Lost(k.Progress),
        (DealReopened, Known k) => new InProgress(k.Progress),
        (DealWinCorrected f, Won w) => w with { Amount = f.Amount ?? w.Amount, CorrectedTo = f.WonAt ?? w.CorrectedTo },
        (_, Known k) => k with { Progress = k.Progress.After(fact) },
        _ => deal,
    };

    private static readonly Refusal NoSuchStage = Refuse("no-such-stage", "The deal's pipeline has no such stage.");

    private static Money? AmountIn(DealCommand command) => command switch
    {
        Open c => c.Terms.ExpectedAmount,
        Revalue c => c.ExpectedAmount,
        Win c => c.Amount,
        CorrectWin c => c.Amount,
        RecordShipment c => c.Amount,
        RecordPayment c => c.Amount,
        _ => null,
    };

    private static Decision<DealFact> Opened(Open c) => (c.Stage ?? c.Stages.FirstOrDefault()) is { } stage && c.Stages.Contains(stage)
        ? [new DealOpened(c.Terms, c.Pipeline, stage, c.Responsible, c.OfUnknownDate)]
        : NoSuchStage;

    private static Decision<DealFact> RescheduledFrom(DealProgress now, Reschedule c) =>
        (c.ShipmentOn, c.PaymentOn) == (now.ShipmentOn, now.PaymentOn) ? [] : [new DealRescheduled(c.ShipmentOn, c.PaymentOn)];

    private static Decision<DealFact> CorrectedFrom(Won now, CorrectWin c)
    {
        var amount = c.Amount == now.Amount ? null : c.Amount;
        var wonAt = c.WonAt == now.CorrectedTo ? null : c.WonAt;
        return amount is null && wonAt is null ? [] : [new DealWinCorrected(amount, wonAt, c.Reason)];
    }
}
