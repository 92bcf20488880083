using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.EventStoreServer.Faults;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>Three nodes, one of which leads, though not always the same.</summary>
public sealed class ClusterTests(EventStoreRig rig) : IClassFixture<EventStoreRig>, IAsyncLifetime
{
    private readonly StreamName _stream = Some.Stream();
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.Start(3);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task The_leader_is_found_though_a_seed_is_down_and_another_follows()
    {
        await _cluster.Nodes[2].Stop();
        await using var log = await rig.Open(_cluster.ConnectionString);
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        _cluster.Nodes[1].Connections.ShouldBeLessThanOrEqualTo(1); // gossip at most
    }

    [Fact]
    public async Task A_follower_sends_us_to_the_leader()
    {
        await using var log = await rig.Open(_cluster.Nodes[1].ConnectionString);
        var fact = Some.Fact();
        await log.Append(_stream, ExpectedRevision.NoStream, fact);
        (await log.Stream(_stream)).Ids().ShouldBe([fact.Id]);
        _cluster.Nodes[0].Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_leader_that_dies_is_replaced_without_a_gap_or_a_repeat()
    {
        await using var log = await rig.Open(_cluster.ConnectionString);
        await using var follower = new Follower(log, LogPosition.Start);
        for (var n = 0; n < 6; n++)
        {
            await log.Append(_stream, Some.After(n * 10 - 1), Some.Facts(10));
            await follower.Until((n + 1) * 10);
            var (old, next) = (_cluster.Nodes[n % 3], _cluster.Nodes[(n + 1) % 3]);
            await old.Stop();
            _cluster.Elect(next);
            await old.Start();
        }
        follower.Facts.Ids().ShouldBe((await log.Stream(_stream)).Ids());
    }

    [Fact]
    public async Task A_leader_that_cannot_be_reached_is_looked_for_again()
    {
        await using var log = await rig.Open(_cluster.Nodes[1].ConnectionString);
        await _cluster.Nodes[0].Stop();
        var appending = log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        _cluster.Elect(_cluster.Nodes[1]);
        (await appending).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task A_cluster_without_a_leader_is_waited_for()
    {
        await using var log = await rig.Open(_cluster.ConnectionString);
        _cluster.Elect(null);
        var appending = log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        _cluster.Elect(_cluster.Nodes[2]);
        (await appending).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task Followers_answer_those_who_prefer_them()
    {
        await using var log = await rig.Open(_cluster.ConnectionString + "&nodePreference=follower");
        var leaderBusy = _cluster.Nodes[0].Connections;
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        (await log.All()).Count.ShouldBe(1);
        _cluster.Nodes[0].Connections.ShouldBe(leaderBusy);
    }

    [Fact]
    public async Task Two_hundred_subscriptions_leave_room_for_an_append()
    {
        await using var log = await rig.Open(_cluster.ConnectionString);
        var followers = Enumerable.Range(0, 200).Select(_ => new Follower(log, LogPosition.Start)).ToArray();
        await Task.WhenAll(followers.Select(follower => follower.UntilCaughtUp()));
        await log.Append(_stream, ExpectedRevision.NoStream, Some.Fact());
        await Task.WhenAll(followers.Select(follower => follower.Until(1)));
        foreach (var follower in followers) await follower.DisposeAsync();
    }
}
