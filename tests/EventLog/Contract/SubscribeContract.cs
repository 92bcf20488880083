namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>What every log promises to those who follow it.</summary>
public abstract class SubscribeContract<TRig>(TRig rig) : IClassFixture<TRig> where TRig : LogRig
{
    [Fact]
    public async Task A_subscription_delivers_what_is_there_says_so_once_and_goes_on_live()
    {
        var log = await rig.Open();
        var start = await log.Head(CancellationToken.None);
        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(10));
        await using var follower = new Follower(log, start);
        await follower.Until(10);
        await follower.UntilCaughtUp();

        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));
        await (await rig.Open()).Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));

        await follower.Until(20);
        follower.Facts.Ids().ShouldBe((await log.All(start)).Ids());
        follower.CaughtUp.ShouldBe(1);
    }

    [Fact]
    public async Task A_subscription_from_the_head_of_a_quiet_log_is_caught_up_at_once()
    {
        var log = await rig.Open();
        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        await using var follower = new Follower(log, await log.Head(CancellationToken.None));
        await follower.UntilCaughtUp();
        follower.Facts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lost_connections_neither_skip_nor_repeat_a_fact()
    {
        var (log, other) = (await rig.Open(), await rig.Open());
        var start = await log.Head(CancellationToken.None);
        await using var follower = new Follower(log, start);
        for (var n = 1; n <= 6; n++)
        {
            await (n % 2 == 0 ? log : other).Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(30));
            await rig.BreakConnections();
            await follower.Until(n * 30);
        }
        follower.Facts.Ids().ShouldBe((await log.All(start)).Ids());
    }

    [Fact]
    public async Task A_subscription_from_any_position_while_others_write_sees_everything_after_it_once()
    {
        var log = await rig.Open();
        await log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(20));
        var from = (await log.All())[^7].Position;
        await using var follower = new Follower(log, from);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(300)).AsTask()));

        await follower.Until(6 + 16 * 300);
        follower.Facts.Ids().ShouldBe((await log.All(from)).Ids());
    }
}
