using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

public class PercentileTests
{
    [Fact]
    public void Nothing_has_no_percentile() => Percentile.Of([], 0.5).ShouldBeNull();

    [Fact]
    public void One_value_is_every_percentile_of_itself() => Percentile.Of([7], 0.9).ShouldBe(7);

    [Fact]
    public void A_percentile_between_two_ranks_is_interpolated()
    {
        Percentile.Of([4, 1, 3, 2], 0.5).ShouldBe(2.5);
        Percentile.Of([10, 20, 30, 40, 50], 0.9).ShouldBe(46);
    }

    [Fact]
    public void The_ends_are_the_least_and_the_greatest_value()
    {
        Percentile.Of([3, 1, 2], 0).ShouldBe(1);
        Percentile.Of([3, 1, 2], 1).ShouldBe(3);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_fraction_outside_0_to_1_is_no_fraction(double fraction) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Percentile.Of([1], fraction));
}
