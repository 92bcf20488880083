using EventSourcedCrm.Api.Shared;

namespace EventSourcedCrm.Tests.Api;

public sealed class BelievedTests
{
    private readonly Clock _clock = new();

    [Fact]
    public async Task A_value_is_believed_for_a_second()
    {
        var (believed, looks) = (new Believed<string>(_clock), 0);
        foreach (var (later, expected) in new[] { (0.0, "1"), (0.9, "1"), (0.2, "2"), (0.9, "2") })
        {
            _clock.Pass(later);
            (await believed.Get(() => Task.FromResult<string?>($"{++looks}"), default)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Those_who_ask_during_a_look_up_wait_for_it()
    {
        var (believed, looks, answer) = (new Believed<string>(_clock), 0, new TaskCompletionSource<string?>());
        var asked = Enumerable.Range(0, 5).Select(_ => believed.Get(LookUp, default)).ToList();
        answer.SetResult("it");
        (await Task.WhenAll(asked)).ShouldAllBe(value => value == "it");
        looks.ShouldBe(1);

        Task<string?> LookUp()
        {
            Interlocked.Increment(ref looks);
            return answer.Task;
        }
    }

    [Fact]
    public async Task What_is_missing_or_could_not_be_looked_up_is_looked_for_again()
    {
        var believed = new Believed<string>(_clock);
        (await believed.Get(() => Task.FromResult<string?>(null), default)).ShouldBeNull();
        await Should.ThrowAsync<IOException>(() => believed.Get(() => throw new IOException(), default));
        (await believed.Get(() => Task.FromResult<string?>("there"), default)).ShouldBe("there");
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds);

        public override DateTimeOffset GetUtcNow() => _now;
    }
}
