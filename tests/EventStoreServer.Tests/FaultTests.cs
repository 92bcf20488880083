using System.Globalization;
using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;
using Content = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.ContentOneofCase;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class FaultTests : ServerSpec
{
    protected override TestServerOptions Options => new() { HasSystemEvents = false, Slowness = TimeSpan.FromMilliseconds(300) };

    [Theory]
    [InlineData(Fault.NotLeaderNamingItself, StatusCode.NotFound)]
    [InlineData(Fault.Unavailable, StatusCode.Unavailable)]
    [InlineData(Fault.TimedOut, StatusCode.Aborted)]
    [InlineData(Fault.DeadlineExceeded, StatusCode.DeadlineExceeded)]
    public async Task An_error_asked_for_comes_once_before_anything_is_written(Fault fault, StatusCode status)
    {
        Server.Faults.Next(fault);

        var reply = await Client.Append("a", Expected.NoStream, 1);

        (reply.Status, reply.IsTrailersOnly).ShouldBe((status, true));
        Server.Storage.Count.ShouldBe(0);
        (await Client.Append("a", Expected.NoStream, 1)).Status.ShouldBe(StatusCode.Ok);
        Server.Faults.Struck.ShouldBe([(fault, Moment.Append)]);
    }

    [Fact]
    public async Task A_node_that_leads_can_name_another_one()
    {
        await using var cluster = await TestCluster.Start(2);
        using var client = new RawClient(cluster.Nodes[0]);
        cluster.Nodes[0].Faults.Next(Fault.NotLeader);

        (await client.Append("a", Expected.Any, 1)).Trailers["leader-endpoint-port"].ShouldBe(cluster.Nodes[1].Port.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(Fault.CutConnection)]
    [InlineData(Fault.Reset)]
    [InlineData(Fault.EndWithoutStatus)]
    [InlineData(Fault.TimedOut)]
    public async Task An_append_can_be_stored_without_the_client_being_told(Fault fault)
    {
        Server.Faults.Next(fault, Moment.Stored);

        (await StatusOf(Client.Append("a", Expected.NoStream, 1))).ShouldNotBe(StatusCode.Ok);

        Server.Storage.Count.ShouldBe(1);
        (await Client.Append("a", Expected.NoStream, 1)).Only.Success.CurrentRevision.ShouldBe(0ul);
        Server.Storage.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cut_connection_takes_its_other_calls_along()
    {
        using var neighbour = await Client.Subscribe(All());
        await neighbour.Take(2);
        Server.Faults.Next(Fault.CutConnection, Moment.Append);

        await Should.ThrowAsync<Exception>(() => Client.Append("a", Expected.Any, 1));

        await Should.ThrowAsync<IOException>(() => neighbour.Next());
        Server.Storage.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_slow_answer_outlasts_a_short_deadline()
    {
        Server.Faults.Next(Fault.Slow);
        Client.Headers["grpc-timeout"] = "50m";

        (await Client.Append("a", Expected.Any, 1)).Status.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_subscription_can_end_in_the_middle_in_several_ways()
    {
        await Client.Append("a", Expected.NoStream, 1);
        (await Ended(Fault.ConsumerTooSlow)).Trailers["grpc-message"].ShouldContain("Consumer too slow");
        (await Ended(Fault.EndWithOk)).Status.ShouldBe(StatusCode.Ok);
        (await Ended(Fault.EndWithoutStatus)).Status.ShouldBeNull();
    }

    [Fact]
    public async Task A_silent_subscription_stays_open_and_says_nothing()
    {
        await Client.Append("a", Expected.NoStream, 1);
        Server.Faults.Next(Fault.Silence);
        using var call = await Client.Subscribe(All());
        await call.Take(1);

        var next = call.Next();
        await Client.Append("a", new(0), 2);
        await Client.Read(All());
        next.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Checkpoints_can_be_nonsense()
    {
        await Client.Append("a", Expected.NoStream, 1);
        Server.Faults.Next(Fault.UnknownCheckpoint);
        using var call = await Client.Subscribe(All().Filtered(32, "happened"));

        var messages = await call.Take(3);
        messages[1].Checkpoint.CommitPosition.ShouldBe(ulong.MaxValue);
        messages[2].ContentCase.ShouldBe(Content.Event);
    }

    [Fact]
    public async Task Shreds_are_put_together_again()
    {
        await Client.Append("a", Expected.NoStream, 1, 2, 3);
        Server.Faults.Next(Fault.Shreds);

        (await Client.Read(Stream("a"))).Ids().ShouldBe([Id(1), Id(2), Id(3)]);
    }

    [Fact]
    public async Task An_unresolved_link_comes_without_an_event_past_every_filter()
    {
        Server.Storage.PlantUnresolvedLink("links");
        using var call = await Client.Subscribe(All().Filtered(32, "happened"));

        var link = (await call.Take(2))[1].Event;
        (link.Event, link.Link.StreamRevision).ShouldBe((null, 0ul));
    }

    [Fact]
    public async Task By_chance_one_in_so_many_fails_and_the_same_seed_fails_alike()
    {
        async Task<List<bool>> Run()
        {
            Server.Faults.OneIn(5, seed: 7, Fault.Unavailable, Fault.TimedOut);
            var failed = new List<bool>();
            for (var i = 1; i <= 100; i++) failed.Add((await Client.Append("a", Expected.Any, i)).Status != StatusCode.Ok);
            return failed;
        }

        var first = await Run();
        first.Count(failed => failed).ShouldBeInRange(10, 35);
        Server.Storage.ForgetRecentIds();
        (await Run()).ShouldBe(first);
    }

    [Fact]
    public void A_fault_that_cannot_happen_then_is_refused() =>
        Should.Throw<ArgumentException>(() => Server.Faults.Next(Fault.Silence, Moment.Append)).Message.ShouldStartWith("Silence cannot happen at Append.");

    private async Task<Reply<ReadResp>> Ended(Fault fault)
    {
        Server.Faults.Next(fault, Moment.Subscribed);
        using var call = await Client.Subscribe(All());
        return await call.ReadToEnd();
    }

    private static async Task<StatusCode?> StatusOf<T>(Task<Reply<T>> call)
    {
        try
        {
            return (await call).Status;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
