using EventSourcedCrm.EventLog.Postgres;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class SubscriptionTests
{
    [Theory]
    [InlineData(0, 60_000, 100)]
    [InlineData(1, 100, 100)]
    [InlineData(500, 100, 100)]
    [InlineData(501, 100, 200)]
    [InlineData(900, 200, 100)]
    [InlineData(1_600, 200, 200)]
    public void It_looks_less_often_while_many_facts_come(int found, int withinMilliseconds, int pauseMilliseconds) =>
        Subscription.Pause(found, TimeSpan.FromMilliseconds(withinMilliseconds)).ShouldBe(TimeSpan.FromMilliseconds(pauseMilliseconds));
}
