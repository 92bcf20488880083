using EventSourcedCrm.Domain.Customers;
using NodaTime;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

/// <summary>The other two ways to a class; day 0 is the first of January 2026.</summary>
public class XyzMethodTests
{
    private static readonly StageDefinition Coverage = StageDefinition.V1 with { Xyz = new XyzMethod.Coverage(12, 0.75m, 0.4m) };
    private static readonly StageDefinition Variation = StageDefinition.V1 with { Xyz = new XyzMethod.Variation(12, 0.10m, 0.25m) };

    [Fact]
    public void Fewer_than_three_months_since_the_registration_make_z()
    {
        StandsAt(FirstOf(2), Coverage, (1, 10), (2, 10)).ShouldBe("regular-z");
        StandsAt(FirstOf(3), Coverage, (1, 10), (2, 10), (3, 10)).ShouldBe("regular-x");
    }

    [Fact]
    public void Purchases_in_exactly_three_months_of_four_make_x() =>
        StandsAt(FirstOf(4), Coverage, (1, 10), (2, 10), (4, 10)).ShouldBe("regular-x");

    [Fact]
    public void Purchases_in_exactly_two_months_of_five_make_y_and_two_of_six_make_z()
    {
        StandsAt(FirstOf(5), Coverage, (1, 10), (5, 10)).ShouldBe("regular-y");
        StandsAt(FirstOf(6), Coverage, (1, 10), (6, 10)).ShouldBe("regular-z");
    }

    [Fact]
    public void Months_before_the_registration_are_left_out() =>
        StandsAt(FirstOf(5), Coverage, registeredIn: 3, (1, 10), (3, 10), (4, 10), (5, 10)).ShouldBe("regular-x");

    [Fact]
    public void Only_the_last_twelve_months_count()
    {
        var months = Enumerable.Range(7, 12).Select(month => (month, 10m));
        StandsAt(FirstOf(18), Variation, [(1, 10), .. months]).ShouldBe("regular-x");
    }

    [Fact]
    public void Purchases_of_an_earlier_run_count_too()
    {
        StageInput[] facts = [Registered(0), Bought(FirstOf(1)), Bought(FirstOf(2)), DeclaredLost(32), Bought(FirstOf(3)), Bought(FirstOf(4))];
        StageTimeline.Of(facts, Coverage, DateTimeZone.Utc).StandsAt(FirstOf(4)).ShouldBe("regular-x");
    }

    [Fact]
    public void Sums_deviating_by_exactly_a_tenth_make_x_and_a_cent_more_makes_y() // 9, 11, 9, 11: mean 10, deviation 1
    {
        StandsAt(FirstOf(4), Variation, (1, 9), (2, 11), (3, 9), (4, 11)).ShouldBe("regular-x");
        StandsAt(FirstOf(4), Variation, (1, 9), (2, 11), (3, 9), (4, 11.01m)).ShouldBe("regular-y");
    }

    [Fact]
    public void Sums_deviating_by_exactly_a_quarter_make_y_and_a_cent_more_makes_z() // 30, 50, 30, 50: mean 40, deviation 10
    {
        StandsAt(FirstOf(4), Variation, (1, 30), (2, 50), (3, 30), (4, 50)).ShouldBe("regular-y");
        StandsAt(FirstOf(4), Variation, (1, 30), (2, 50), (3, 30), (4, 50.01m)).ShouldBe("regular-z");
    }

    [Fact]
    public void An_empty_month_counts_as_nothing_bought() =>
        StandsAt(FirstOf(4), Variation, (1, 10), (2, 10), (4, 10)).ShouldBe("regular-z");

    [Fact]
    public void Every_purchase_of_the_occasions_very_instant_counts_and_later_ones_of_its_date_do_not()
    {
        (int, decimal)[] halves = [(1, 10), (2, 10), (3, 5), (3, 5)];
        StandsAt(FirstOf(3), Variation, halves).ShouldBe("regular-x");

        StageInput[] facts =
        [
            Registered(0), Bought(FirstOf(1)), Bought(FirstOf(2)), Bought(FirstOf(3), 5), Bought(FirstOf(3) + Microsecond, 5),
        ];
        StageTimeline.Of(facts, Variation, DateTimeZone.Utc).StandsAt(FirstOf(3) + Microsecond).ShouldBe("regular-z");
    }

    [Fact]
    public void The_reason_gives_the_deciding_numbers()
    {
        Because(Coverage, (1, 10), (2, 10)).ShouldBe(
            "2 purchase dates up to 2026-02-01, too few months since the registration to judge");
        Because(Coverage, (1, 10), (4, 10)).ShouldBe("2 purchase dates up to 2026-04-01, purchases in 2 of the last 4 months");
        Because(Variation, (1, 10), (3, 10)).ShouldBe(
            "2 purchase dates up to 2026-03-01, the sums of the last 3 months deviate by 0.7071 of their mean");
    }

    private static DateTimeOffset FirstOf(int month) => Day(0).AddMonths(month - 1);

    private static string? StandsAt(DateTimeOffset at, StageDefinition definition, params (int Month, decimal Amount)[] purchases) =>
        StandsAt(at, definition, registeredIn: 1, purchases);

    private static string? StandsAt(
        DateTimeOffset at, StageDefinition definition, int registeredIn, params (int Month, decimal Amount)[] purchases) =>
        Timeline(definition, registeredIn, purchases).StandsAt(at);

    private static string Because(StageDefinition definition, params (int Month, decimal Amount)[] purchases) =>
        Timeline(definition, registeredIn: 1, purchases).Transitions.First(t => t.To.Stage == Stage.Regular).Because;

    private static StageTimeline Timeline(StageDefinition definition, int registeredIn, (int Month, decimal Amount)[] purchases) =>
        StageTimeline.Of(
            [
                new StageInput.Registered(FirstOf(registeredIn), "customer-1", 0),
                .. purchases.Select((bought, index) => Bought(FirstOf(bought.Month), bought.Amount, $"{index}")),
            ],
            definition,
            DateTimeZone.Utc);
}
