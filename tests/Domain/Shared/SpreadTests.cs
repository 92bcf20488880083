using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

public class SpreadTests
{
    [Fact]
    public void A_deviation_of_exactly_the_ratio_is_at_most_the_ratio() // 1 and 3: mean 2, deviation 1
    {
        Spread.Of([1L, 3L]).IsAtMost(0.5m).ShouldBeTrue();
        Spread.Of([1L, 3L]).IsAtMost(0.4999999999999999999999999999m).ShouldBeFalse();
    }

    [Fact]
    public void One_microsecond_in_a_century_tips_the_decision()
    {
        const long Century = 36525L * TimeSpan.TicksPerDay;
        Spread.Of([Century, 3 * Century]).IsAtMost(0.5m).ShouldBeTrue();
        Spread.Of([Century, (3 * Century) + TimeSpan.TicksPerMicrosecond]).IsAtMost(0.5m).ShouldBeFalse();
    }

    [Fact]
    public void Amounts_of_different_scales_are_decided_exactly()
    {
        Spread.Of([0.9m, 1.10m]).IsAtMost(0.1m).ShouldBeTrue();
        Spread.Of([0.9m, 1.1000000001m]).IsAtMost(0.1m).ShouldBeFalse();
    }

    [Fact]
    public void Equal_values_do_not_deviate() => Spread.Of([5L, 5L, 5L]).IsAtMost(0).ShouldBeTrue();

    [Fact]
    public void The_ratio_is_shown_as_deviation_over_mean() => Spread.Of([1L, 3L]).Ratio.ShouldBe(0.5);
}
