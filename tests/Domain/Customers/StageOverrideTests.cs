using EventSourcedCrm.Domain.Customers;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class StageOverrideTests
{
    private static readonly Standing RegularX = Standing.Regular(StageClass.X);

    [Fact]
    public void An_override_is_in_force_until_its_end_and_then_the_rule_again() =>
        Timeline(Registered(0), Overridden(5, RegularX, until: 9)).Story().ShouldBe(
            ["0 potential, new", "5 potential → regular-x, up, manual", "9 regular-x → potential, down"]);

    [Fact]
    public void The_rule_goes_on_underneath_and_is_shown_beside()
    {
        var timeline = Timeline(Registered(0), Overridden(1, RegularX), Bought(2));
        timeline.Story().Count().ShouldBe(2);
        timeline.Intervals.Select(i => $"{i.InForce} {i.Rule}").ShouldBe(
            ["potential potential", "regular-x potential", "regular-x one-time", "regular-x lost"]);
    }

    [Fact]
    public void An_end_where_the_rule_says_the_same_is_no_transition()
    {
        var timeline = Timeline(Registered(0), Overridden(1, Standing.OneTime, until: 9), Bought(2));
        timeline.Story().ShouldBe(
            ["0 potential, new", "1 potential → one-time, up, manual", "182 one-time → lost, down"]);
        timeline.Intervals.Single(i => i.ValidFrom == Day(9)).Basis.ShouldBe(StageBasis.Rule);
    }

    [Fact]
    public void An_override_that_says_what_the_rule_says_is_no_transition() =>
        Timeline(Registered(0), Overridden(1, Standing.Potential)).Story().ShouldBe(["0 potential, new"]);

    [Fact]
    public void Of_overlapping_overrides_the_one_recorded_last_wins() =>
        Timeline(
            Registered(0), Overridden(1, RegularX, until: 20, revision: 1), Overridden(5, Standing.Lost, until: 9, revision: 2))
            .Story().Skip(1).ShouldBe(
            [
                "1 potential → regular-x, up, manual", "5 regular-x → lost, down, manual",
                "9 lost → regular-x, up, returned, manual", "20 regular-x → potential, down",
            ]);

    [Fact]
    public void An_override_recorded_earlier_that_begins_later_does_not_win() =>
        Timeline(Registered(0), Overridden(1, RegularX, until: 20, revision: 2), Overridden(5, Standing.Lost, revision: 1))
            .Story().Skip(1).ShouldBe(
            ["1 potential → regular-x, up, manual", "20 regular-x → lost, down, manual"]);

    [Fact]
    public void A_clearing_ends_every_override_in_force() =>
        Timeline(Registered(0), Overridden(1, RegularX, revision: 1), Overridden(5, Standing.Lost, revision: 2), Cleared(7))
            .Story().Skip(3).ShouldBe(["7 lost → potential, up, returned"]);

    [Fact]
    public void An_override_gives_way_to_what_is_true_at_its_end() =>
        Timeline(Registered(0), Overridden(1, RegularX, until: 9), Bought(9)).Story().Skip(1).ShouldBe(
            ["1 potential → regular-x, up, manual", "9 regular-x → one-time, down", "189 one-time → lost, down"]);

    [Fact]
    public void An_override_that_ends_where_the_next_begins_leaves_no_gap_for_the_rule() =>
        Timeline(Registered(0), Overridden(1, RegularX, until: 9), Overridden(9, Standing.Lost, revision: 2)).Story()
            .Skip(1).ShouldBe(["1 potential → regular-x, up, manual", "9 regular-x → lost, down, manual"]);

    [Fact]
    public void An_override_that_ends_before_it_begins_never_is_in_force() =>
        Timeline(Registered(0), Overridden(5, RegularX, until: 5)).Story().ShouldBe(["0 potential, new"]);

    [Fact]
    public void A_declared_loss_waits_underneath_an_override() =>
        Timeline(Registered(0), Overridden(1, RegularX, until: 9), DeclaredLost(5, revision: 2)).Story().Skip(1).ShouldBe(
            ["1 potential → regular-x, up, manual", "9 regular-x → lost, down"]);

    [Fact]
    public void The_reason_says_who_speaks() =>
        Timeline(Registered(0), Overridden(1, RegularX, until: 9), Bought(2), Overridden(20, RegularX)).Transitions
            .Select(t => t.Because).Skip(1).ShouldBe(
            [
                "set by a manager until 2026-01-10",
                "the override ended: first purchase on 2026-01-03",
                "set by a manager",
            ]);
}
