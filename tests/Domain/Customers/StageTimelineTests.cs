using EventSourcedCrm.Domain.Customers;
using NodaTime;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class StageTimelineTests
{
    [Fact]
    public void Nobody_stands_anywhere_before_the_registration()
    {
        Timeline(Bought(1)).ShouldBeSameAs(StageTimeline.Empty);
        Timeline(Bought(1), Registered(5)).StandsAt(4).ShouldBeNull();
    }

    [Fact]
    public void A_registered_customer_is_potential_and_never_lost_by_time_alone() =>
        Timeline(Registered(0)).Story().ShouldBe(["0 potential, new"]);

    [Fact]
    public void Registration_and_first_purchase_of_one_instant_are_both_written()
    {
        var timeline = Timeline(Bought(0), Registered(0));

        timeline.Story().ShouldBe(["0 potential, new", "0 potential → one-time, up", "180 one-time → lost, down"]);
        timeline.Intervals[0].ValidTo.ShouldBe(timeline.Intervals[0].ValidFrom);
    }

    [Fact]
    public void The_second_occasion_makes_a_regular_customer_z() =>
        Timeline(Registered(0), Bought(1), Bought(5)).Story().ShouldBe(
            ["0 potential, new", "1 potential → one-time, up", "5 one-time → regular-z, up", "185 regular-z → lost, down"]);

    [Fact]
    public void Two_gaps_are_enough_for_a_class()
    {
        Timeline(Registered(0), Bought(1), Bought(11)).StandsAt(11).ShouldBe("regular-z");
        Timeline(Registered(0), Bought(1), Bought(11), Bought(21)).StandsAt(21).ShouldBe("regular-x");
    }

    [Fact]
    public void Gaps_deviating_by_exactly_half_their_mean_make_x_and_a_microsecond_more_makes_y() // gaps of 10 and 30 days
    {
        Timeline(Registered(0), Bought(1), Bought(11), Bought(41)).StandsAt(41).ShouldBe("regular-x");
        Timeline(Registered(0), Bought(1), Bought(11), Bought(Day(41) + Microsecond)).StandsAt(42).ShouldBe("regular-y");
    }

    [Fact]
    public void Gaps_deviating_by_exactly_their_mean_make_y_and_a_microsecond_more_makes_z() // 1, 1, 1, 1 and 6 days: both are 2
    {
        StageInput[] facts = [Registered(0), Bought(0), Bought(1), Bought(2), Bought(3), Bought(4)];
        Timeline([.. facts, Bought(10)]).StandsAt(10).ShouldBe("regular-y");
        Timeline([.. facts, Bought(Day(10) + Microsecond)]).StandsAt(11).ShouldBe("regular-z");
    }

    [Fact]
    public void Only_the_last_six_gaps_count()
    {
        double[] days = [0, 100, 110, 120, 130, 140, 150];
        Timeline([Registered(0), .. days.Select(day => Bought(day))]).StandsAt(150).ShouldNotBe("regular-x");
        Timeline([Registered(0), .. days.Select(day => Bought(day)), Bought(160)]).StandsAt(160).ShouldBe("regular-x");
    }

    [Fact]
    public void Later_purchases_of_a_date_change_nothing()
    {
        var timeline = Timeline(Registered(0), Bought(1.25), Bought(1.5), Bought(1.75));
        timeline.StandsAt(2).ShouldBe("one-time");
        timeline.Transitions[^1].At.ShouldBe(Day(181.25));
    }

    [Fact]
    public void A_date_is_one_of_the_organisations_zone()
    {
        StageInput[] facts = [Registered(0), Bought(1.9), Bought(2.1)];
        StageTimeline.Of(facts, StageDefinition.V1, DateTimeZone.Utc).StandsAt(3).ShouldBe("regular-z");
        StageTimeline.Of(facts, StageDefinition.V1, DateTimeZoneProviders.Tzdb["Asia/Tokyo"]).StandsAt(3).ShouldBe("one-time");
    }

    [Fact]
    public void A_date_that_comes_twice_where_clocks_go_back_over_midnight_is_one_occasion()
    {
        var zone = DateTimeZoneProviders.Tzdb["America/St_Johns"]; // 7 November 2010, 00:01 became 6 November, 23:01
        var midnight = new DateTimeOffset(2010, 11, 7, 2, 30, 0, TimeSpan.Zero);
        StageInput[] facts =
        [
            new StageInput.Registered(midnight.AddDays(-1), "customer-1", 0),
            Bought(midnight.AddSeconds(30)), Bought(midnight.AddMinutes(30)), Bought(midnight.AddMinutes(61)),
        ];
        StageTimeline.Of(facts, StageDefinition.V1, zone).Transitions.Last(t => t.To.Stage == Stage.Regular)
            .Because.ShouldStartWith("2 purchase dates up to 2010-11-06");
    }

    [Theory]
    [InlineData("0", "potential")]
    [InlineData("0.009", "potential")]
    [InlineData("0.01", "one-time")]
    public void A_deal_below_the_least_amount_is_no_purchase(string amount, string stands) =>
        Timeline(Registered(0), Bought(1, decimal.Parse(amount, null))).StandsAt(2).ShouldBe(stands);

    [Fact]
    public void A_customer_is_lost_exactly_180_days_after_the_last_occasion()
    {
        var timeline = Timeline(Registered(0), Bought(1));
        timeline.StandsAt(Day(181) - Microsecond).ShouldBe("one-time");
        timeline.StandsAt(Day(181)).ShouldBe("lost");
    }

    [Fact]
    public void An_occasion_at_the_instant_of_the_loss_prevents_it() =>
        Timeline(Registered(0), Bought(1), Bought(181)).Story().ShouldBe(
            ["0 potential, new", "1 potential → one-time, up", "181 one-time → regular-z, up", "361 regular-z → lost, down"]);

    [Fact]
    public void An_occasion_a_microsecond_after_the_loss_starts_a_new_run() =>
        Timeline(Registered(0), Bought(1), Bought(Day(181) + Microsecond)).Story().Skip(2).ShouldBe(
            ["181 one-time → lost, down", "181 lost → one-time, up, returned", "361 one-time → lost, down"]);

    [Fact]
    public void A_later_purchase_of_the_occasions_date_does_not_put_the_loss_off() =>
        Timeline(Registered(0), Bought(1.25), Bought(1.75)).Transitions[^1].At.ShouldBe(Day(181.25));

    [Fact]
    public void A_declared_loss_ends_the_run_of_a_potential_customer_too()
    {
        Timeline(Registered(0), DeclaredLost(5)).Story().ShouldBe(["0 potential, new", "5 potential → lost, down"]);
        Timeline(Registered(0), Bought(1), DeclaredLost(5)).Story().Skip(2).ShouldBe(["5 one-time → lost, down"]);
    }

    [Fact]
    public void A_purchase_after_a_loss_starts_a_new_run_even_on_the_same_date() =>
        Timeline(Registered(0), Bought(1), Bought(5.25), DeclaredLost(5.5), Bought(5.75)).Story().Skip(3).ShouldBe(
            ["5.5 regular-z → lost, down", "5.75 lost → one-time, up, returned", "185.75 one-time → lost, down"]);

    [Fact]
    public void Purchases_before_the_registration_belong_to_the_first_run_however_far_apart() =>
        Timeline(Bought(0), Bought(250), Registered(300)).Story().ShouldBe(
            ["300 potential, new", "300 potential → regular-z, up", "430 regular-z → lost, down"]);

    [Fact]
    public void A_loss_that_was_due_before_the_registration_comes_with_it() =>
        Timeline(Bought(0), Registered(300)).Story().ShouldBe(
            ["300 potential, new", "300 potential → one-time, up", "300 one-time → lost, down"]);

    [Fact]
    public void Every_transition_says_why() =>
        Timeline(Registered(0), Bought(1), Bought(11), Bought(31)).Transitions.Select(t => t.Because).ShouldBe(
        [
            "registered on 2026-01-01",
            "first purchase on 2026-01-02",
            "2 purchase dates up to 2026-01-12, too few gaps between them to judge",
            "3 purchase dates up to 2026-02-01, the last 2 gaps deviate by 0.3333 of their mean",
            "no purchase for 180 days since 2026-02-01",
        ]);

    [Fact]
    public void A_cut_shows_what_had_come_by_then()
    {
        var timeline = Timeline(Registered(0), Bought(1));
        timeline.CutAt(Day(180)).Story().ShouldBe(["0 potential, new", "1 potential → one-time, up"]);
        timeline.CutAt(Day(180)).Intervals[^1].ValidTo.ShouldBeNull();
        timeline.CutAt(Day(181)).StandsAt(181).ShouldBe("lost");
    }
}
