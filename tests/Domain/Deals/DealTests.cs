using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Deals.DealCommand;

namespace EventSourcedCrm.Domain.Tests.Deals;

public sealed class DealTests : DeciderSpec<Deal, DealCommand, DealFact>
{
    private static readonly PipelineId Sales = new(Guid.NewGuid());
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly UserId Boris = new(Guid.NewGuid());
    private static readonly IReadOnlyList<string> Stages = ["prospecting", "engaging", "offer"];
    private static readonly DealTerms Terms = new("Ten printers", Euros(1000), Quantity: 10, ShipmentOn: new(2026, 4, 1), PaymentOn: new(2026, 5, 1));
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly DealFact Opened = new DealOpened(Terms, Sales, "prospecting", Anna, false);
    private static readonly DealFact Won = new DealWon(Euros(900));
    private static readonly DealFact Lost = new DealLost("Too dear");
    private static readonly DealFact ShippedInFull = new DealShipped(Euros(900), true);
    private static readonly DealFact PaidInFull = new DealPaid(Euros(900), true);

    [Fact]
    public void Every_command_has_its_answer_before_opening_in_progress_won_and_lost() => Table(
        """
        Open | deal-opened | !deal-already-open | !deal-already-open | !deal-already-open
        MoveToStage | !no-such-deal | deal-moved-to-stage | !deal-won | !deal-lost
        Revalue | !no-such-deal | deal-revalued | !deal-won | !deal-lost
        Reschedule | !no-such-deal | deal-rescheduled | deal-rescheduled | !deal-lost
        Reassign | !no-such-deal | deal-reassigned | deal-reassigned | !deal-lost
        Win | !no-such-deal | deal-won | !deal-won | !deal-lost
        Lose | !no-such-deal | deal-lost | !deal-won | -
        Reopen | !no-such-deal | - | deal-reopened | deal-reopened
        CorrectWin | !no-such-deal | !deal-not-won | deal-win-corrected | !deal-not-won
        RecordShipment | !no-such-deal | deal-shipped | deal-shipped | !deal-lost
        RecordPayment | !no-such-deal | deal-paid | deal-paid | !deal-lost
        """,
        [[], [Opened], [Opened, Won], [Opened, Lost]],
        new Open(Terms, Sales, Stages), new MoveToStage("offer", Stages), new Revalue(Euros(800)), new Reschedule(null, new(2026, 6, 1)),
        new Reassign(Boris), new Win(Euros(950)), new Lose("Too dear"), new Reopen("They called"), new CorrectWin(Euros(950), null, "Typing error"),
        new RecordShipment(Euros(100), false), new RecordPayment(Euros(100), false));

    [Fact]
    public void A_deal_begins_in_the_first_stage_unless_another_is_named()
    {
        Given().When(new Open(Terms, Sales, Stages, Responsible: Anna)).Then(Opened);
        Given().When(new Open(Terms, Sales, Stages, "offer")).Then(new DealOpened(Terms, Sales, "offer", null, false));
    }

    [Fact]
    public void A_deal_may_be_of_unknown_date() =>
        Given().When(new Open(Terms, Sales, Stages, OfUnknownDate: true)).Then(new DealOpened(Terms, Sales, "prospecting", null, true));

    [Fact]
    public void A_deal_moves_through_the_stages_of_its_pipeline_only()
    {
        Given().When(new Open(Terms, Sales, Stages, "signing")).ThenRefused("no-such-stage");
        Given().When(new Open(Terms, Sales, [])).ThenRefused("no-such-stage");
        Given(Opened).When(new MoveToStage("signing", Stages)).ThenRefused("no-such-stage");
        Given(Opened).When(new MoveToStage("prospecting", Stages)).ThenNothing();
        Given(Opened, new DealMovedToStage("offer")).When(new MoveToStage("prospecting", Stages)).Then(new DealMovedToStage("prospecting"));
    }

    [Fact]
    public void A_deal_tells_its_pipeline()
    {
        Given().State.Pipeline.ShouldBeNull();
        Given(Opened, Lost).State.Pipeline.ShouldBe(Sales);
    }

    [Fact]
    public void Changing_to_what_is_so_changes_nothing()
    {
        Given(Opened).When(new Revalue(Euros(1000.00m))).ThenNothing();
        Given(Opened).When(new Reschedule(new(2026, 4, 1), new(2026, 5, 1))).ThenNothing();
        Given(Opened).When(new Reassign(Anna)).ThenNothing();
        Given(Opened, Won).When(new Win(Euros(900))).ThenNothing();
    }

    [Fact]
    public void A_deal_may_be_won_for_nothing() =>
        Given(Opened).When(new Win(Euros(0))).Then(new DealWon(Euros(0)));

    [Fact]
    public void A_reopened_deal_goes_on_where_it_was_and_can_end_otherwise()
    {
        var past = Given(Opened, new DealMovedToStage("offer"), Lost, new DealReopened("They called"));
        past.When(new MoveToStage("offer", Stages)).ThenNothing();
        past.When(new Win(Euros(900))).Then(Won);
        Given(Opened, Won, new DealReopened("Cheque bounced")).When(new Lose(null)).Then(new DealLost(null));
    }

    [Fact]
    public void A_correction_tells_only_what_was_wrong()
    {
        Given(Opened, Won).When(new CorrectWin(Euros(900), Noon, "Typing error")).Then(new DealWinCorrected(null, Noon, "Typing error"));
        Given(Opened, Won).When(new CorrectWin(Euros(90), null, "Typing error")).Then(new DealWinCorrected(Euros(90), null, "Typing error"));
        Given(Opened, Won).When(new CorrectWin(Euros(900), null, "Typing error")).ThenNothing();
    }

    [Fact]
    public void A_correction_once_made_is_so()
    {
        var corrected = new DealWinCorrected(Euros(90), Noon, "Typing error");
        Given(Opened, Won, corrected).When(new CorrectWin(Euros(90), Noon, "Typing error")).ThenNothing();
        Given(Opened, Won, corrected).When(new Win(Euros(90))).ThenNothing();
        Given(Opened, Won, corrected).When(new CorrectWin(Euros(900), Noon, "Was right")).Then(new DealWinCorrected(Euros(900), null, "Was right"));
    }

    [Fact]
    public void A_win_can_be_corrected_as_of_its_own_instant() =>
        new Chronology().After(Won, Noon).Check(new DealWinCorrected(Euros(90), null, "Typing error"), Noon).ShouldBeNull();

    [Fact]
    public void A_deal_is_shipped_and_paid_in_parts_before_or_after_it_is_won()
    {
        Given(Opened, new DealShipped(Euros(100), false)).When(new RecordShipment(Euros(100), false)).Then(new DealShipped(Euros(100), false));
        Given(Opened, Won, new DealPaid(Euros(100), false)).When(new RecordPayment(Euros(800), true)).Then(new DealPaid(Euros(800), true));
    }

    [Fact]
    public void A_deal_is_shipped_and_paid_in_full_only_once()
    {
        Given(Opened, ShippedInFull, Won).When(new RecordShipment(Euros(1), true)).ThenRefused("deal-already-shipped");
        Given(Opened, PaidInFull, Won).When(new RecordPayment(Euros(1), true)).ThenRefused("deal-already-paid");
        Given(Opened, ShippedInFull, Won).When(new RecordPayment(Euros(900), true)).Then(PaidInFull);
    }

    [Fact]
    public void A_part_may_be_recorded_after_the_whole_because_it_may_be_dated_before() =>
        Given(Opened, Won, PaidInFull).When(new RecordPayment(Euros(100), false)).Then(new DealPaid(Euros(100), false));

    [Fact]
    public void An_amount_is_never_negative_and_has_at_most_two_decimals()
    {
        foreach (var (amount, code) in new[] { (Euros(-0.01m), "amount-negative"), (Euros(0.001m), "amount-too-fine") })
        {
            Given().When(new Open(Terms with { ExpectedAmount = amount }, Sales, Stages)).ThenRefused(code);
            Given(Opened).When(new Revalue(amount)).ThenRefused(code);
            Given(Opened).When(new Win(amount)).ThenRefused(code);
            Given(Opened, Won).When(new CorrectWin(amount, null, "Typing error")).ThenRefused(code);
            Given(Opened).When(new RecordShipment(amount, false)).ThenRefused(code);
            Given(Opened).When(new RecordPayment(amount, false)).ThenRefused(code);
        }
    }

    [Fact]
    public void A_quantity_is_positive()
    {
        Given().When(new Open(Terms with { Quantity = 0 }, Sales, Stages)).ThenRefused("quantity-not-positive");
        Given().When(new Open(Terms with { Quantity = 0.5m }, Sales, Stages, Responsible: Anna))
            .Then(new DealOpened(Terms with { Quantity = 0.5m }, Sales, "prospecting", Anna, false));
    }

    private static Money Euros(decimal amount) => new(amount, "EUR");
}
