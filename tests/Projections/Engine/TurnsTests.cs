using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class TurnsTests
{
    [Fact]
    public async Task Turns_follow_one_another()
    {
        var (turns, running, most) = (new Turns(atOnce: 1), 0, 0);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => turns.Take(async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }, CancellationToken.None)));

        most.ShouldBe(1);
    }

    [Fact]
    public async Task A_turn_that_does_not_end_holds_nobody_up_for_long()
    {
        var (turns, held) = (new Turns(atOnce: 1), new TaskCompletionSource());
        var holding = turns.Take(() => held.Task, CancellationToken.None);

        await turns.Take(() => Task.CompletedTask, CancellationToken.None);

        holding.IsCompleted.ShouldBeFalse();
        held.SetResult();
        await holding;
    }

    [Fact]
    public async Task A_turn_that_fails_makes_room_for_the_next()
    {
        var turns = new Turns(atOnce: 1);
        await Should.ThrowAsync<InvalidOperationException>(turns.Take(() => throw new InvalidOperationException(), CancellationToken.None));

        var next = turns.Take(() => Task.CompletedTask, CancellationToken.None);

        next.IsCompleted.ShouldBeTrue(); // without waiting until its patience ends
    }
}
