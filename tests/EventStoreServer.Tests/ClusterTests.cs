using System.Globalization;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;
using State = EventSourcedCrm.EventLog.EventStoreDb.Messages.MemberInfo.Types.VNodeState;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class ClusterTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    private TestServer Leader => _cluster.Nodes[0];
    private TestServer Follower => _cluster.Nodes[1];
    private TestServer Replica => _cluster.Nodes[2];

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.Start(2, readOnlyReplicas: 1);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Every_node_tells_who_leads_and_who_is_dead()
    {
        await Replica.Stop();
        using var client = new RawClient(Follower);

        var members = (await client.Call("/event_store.client.gossip.Gossip/Read", ClusterInfo.Parser, new Empty())).Only.Members;

        members.Select(member => (member.State, member.IsAlive)).ShouldBe([(State.Leader, true), (State.Follower, true), (State.ReadOnlyReplica, false)]);
        members.Select(member => (int)member.HttpEndPoint.Port).ShouldBe(_cluster.Nodes.Select(node => node.Port));
    }

    [Fact]
    public async Task A_follower_names_the_leader_to_whoever_requires_it()
    {
        using var client = Requiring(Follower);

        var reply = await client.Append("a", Expected.NoStream, 1);

        (reply.Status, reply.IsTrailersOnly, reply.Trailers["exception"]).ShouldBe((StatusCode.NotFound, true, "not-leader"));
        reply.Trailers["leader-endpoint-port"].ShouldBe(Leader.Port.ToString(CultureInfo.InvariantCulture));
        (await client.Read(Stream("a"))).Trailers["exception"].ShouldBe("not-leader");
    }

    [Fact]
    public async Task A_follower_passes_writes_of_others_on_and_a_read_only_replica_does_not()
    {
        using var follower = new RawClient(Follower);
        using var replica = new RawClient(Replica);

        (await follower.Append("a", Expected.NoStream, 1)).Status.ShouldBe(StatusCode.Ok);
        (await replica.Append("a", new(0), 2)).Trailers["exception"].ShouldBe("not-leader");
        (await replica.Read(Stream("a"))).Ids().ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task A_subscription_that_reads_history_requires_the_leader_and_one_that_is_live_stays()
    {
        using var follower = Requiring(Follower);
        using var refused = await follower.Subscribe(All());
        (await refused.ReadToEnd()).Trailers["exception"].ShouldBe("not-leader");

        using var leader = Requiring(Leader);
        using var live = await leader.Subscribe(All(backwards: true).Forwards());
        await live.Take(2);
        _cluster.Elect(Follower);
        await follower.Append("a", Expected.NoStream, 1);
        (await live.Take(1))[0].Event.Event.StreamRevision.ShouldBe(0ul);
    }

    [Fact]
    public async Task Without_a_leader_nothing_is_ready()
    {
        _cluster.Elect(null);
        using var client = new RawClient(Leader);

        var reply = await client.Append("a", Expected.NoStream, 1);

        (reply.Status, reply.Trailers["grpc-message"]).ShouldBe((StatusCode.Unavailable, "Server Is Not Ready"));
    }

    [Fact]
    public async Task A_node_that_was_stopped_comes_back_at_its_port_with_what_was_stored()
    {
        using var client = new RawClient(Leader);
        await client.Append("a", Expected.NoStream, 1);
        await Leader.Stop();
        await Should.ThrowAsync<HttpRequestException>(() => client.Read(Stream("a")));

        await Leader.Start();
        (await client.Read(Stream("a"))).Ids().ShouldBe([Id(1)]);
    }

    private static RawClient Requiring(TestServer node)
    {
        var client = new RawClient(node);
        client.Headers["requires-leader"] = "True";
        return client;
    }
}
