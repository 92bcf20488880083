using EventSourcedCrm.Domain.Customers;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class StageCorrectionTests
{
    [Fact]
    public void A_reopened_deal_changes_the_stage_from_its_reopening_on() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Bought(5, deal: "b"), Reopened(9, "b")).Story().Skip(2).ShouldBe(
            ["5 one-time → regular-z, up", "9 regular-z → one-time, down", "181 one-time → lost, down"]);

    [Fact]
    public void A_customer_whose_only_deal_is_reopened_is_potential_again() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Reopened(9, "a")).Story().Skip(2).ShouldBe(
            ["9 one-time → potential, down"]);

    [Fact]
    public void A_deal_reopened_after_the_loss_leaves_nobody_who_could_have_been_lost() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Reopened(200, "a")).Story().Skip(2).ShouldBe(
            ["181 one-time → lost, down", "200 lost → potential, up, returned"]);

    [Fact]
    public void A_loss_overdue_by_what_still_stands_comes_with_the_reopening() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Bought(100, deal: "b"), Reopened(250, "b")).Story().Skip(3).ShouldBe(
            ["250 regular-z → lost, down"]);

    [Fact]
    public void Purchases_that_no_longer_hold_together_are_two_runs() =>
        Timeline(Registered(0), Bought(1), Bought(100, deal: "b"), Bought(220), Reopened(230, "b")).Story().Skip(4).ShouldBe(
            ["230 regular-x → one-time, down", "400 one-time → lost, down"]);

    [Fact]
    public void A_reopened_deal_won_again_stands_from_its_new_date() =>
        Timeline(
            Registered(0), Bought(1, deal: "a"), Reopened(5, "a"),
            new StageInput.Won(Day(9), "deal-a", 3, 10)).Story().Skip(2).ShouldBe(
            ["5 one-time → potential, down", "9 potential → one-time, up", "189 one-time → lost, down"]);

    [Fact]
    public void An_amount_corrected_to_nothing_takes_the_purchase_away_from_then_on() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Corrected(9, "a", amount: 0)).Story().Skip(2).ShouldBe(
            ["9 one-time → potential, down"]);

    [Fact]
    public void A_deal_won_for_nothing_and_corrected_becomes_a_purchase_of_its_own_date() =>
        Timeline(Registered(0), Bought(1, 0, deal: "a"), Corrected(9, "a", amount: 5)).Story().Skip(1).ShouldBe(
            ["9 potential → one-time, up", "181 one-time → lost, down"]);

    [Fact]
    public void A_corrected_date_moves_the_occasion_and_the_loss_with_it() =>
        Timeline(Registered(0), Bought(5, deal: "a"), Corrected(9, "a", to: 2)).Transitions[^1].At.ShouldBe(Day(182));

    [Fact]
    public void A_corrected_date_can_undo_a_loss() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Corrected(200, "a", to: 50)).Story().Skip(2).ShouldBe(
            ["181 one-time → lost, down", "200 lost → one-time, up, returned", "230 one-time → lost, down"]);

    [Fact]
    public void A_date_corrected_to_after_the_correction_comes_in_its_own_time() =>
        Timeline(Registered(0), Bought(1, deal: "a"), Corrected(1, "a", to: 5)).Story().ShouldBe(
            [
                "0 potential, new", "1 potential → one-time, up", "1 one-time → potential, down",
                "5 potential → one-time, up", "185 one-time → lost, down",
            ]);

    [Fact]
    public void A_purchase_moved_to_the_very_instant_of_a_loss_prevents_it() =>
        Timeline(Registered(0), Bought(1), Bought(2, deal: "a"), Corrected(3, "a", to: 181)).Story().Skip(3).ShouldBe(
            ["3 regular-z → one-time, down", "181 one-time → regular-z, up", "361 regular-z → lost, down"]);

    [Fact]
    public void A_correction_of_a_deal_that_does_not_stand_changes_nothing() =>
        Timeline(Registered(0), Corrected(9, "a", amount: 5), Reopened(9, "b")).Story().ShouldBe(["0 potential, new"]);

    [Fact]
    public void A_purchase_that_comes_to_the_customer_later_counts_from_then_on_at_its_own_date() =>
        Timeline(
            Registered(0), Bought(50),
            new StageInput.Won(Day(60), "deal-b", 0, 10) { WonAt = Day(10) }).Story()
            .Skip(2).ShouldBe(["60 one-time → regular-z, up", "230 regular-z → lost, down"]);

    [Fact]
    public void A_declared_loss_stays_the_end_of_a_run_when_purchases_are_reckoned_again() =>
        Timeline(Registered(0), Bought(1, deal: "a"), DeclaredLost(5), Bought(9, deal: "b"), Reopened(12, "b")).Story()
            .Skip(3).ShouldBe(["9 lost → one-time, up, returned", "12 one-time → lost, down"]);

    [Fact]
    public void The_reason_names_the_correction()
    {
        Timeline(Registered(0), Bought(1, deal: "a"), Reopened(9, "a")).Transitions[^1]
            .Because.ShouldBe("a deal was reopened: no purchase stands");
        Timeline(Registered(0), Bought(1, 0, deal: "a"), Corrected(9, "a", amount: 5)).Transitions[1]
            .Because.ShouldBe("a purchase was corrected: first purchase on 2026-01-02");
    }

    [Fact]
    public void A_fact_met_twice_is_not_the_cause_of_what_another_brings_at_its_instant()
    {
        StageInput free = Bought(200, amount: 0, deal: "free");
        StageInput awaited = new StageInput.Won(Day(30), "deal-awaited", 2, 5) { WonAt = Day(200) };

        Timeline(Registered(0), free, awaited, free).Transitions.ShouldBe(Timeline(Registered(0), free, awaited).Transitions);
        Timeline(Registered(0), free, awaited).Transitions[^2].Cause.ShouldBeNull();
    }
}
