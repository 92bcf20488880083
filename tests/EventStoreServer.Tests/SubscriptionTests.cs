using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;
using Content = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.ContentOneofCase;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class SubscriptionTests : ServerSpec
{
    [Fact]
    public async Task A_subscription_confirms_reads_history_says_that_it_has_caught_up_and_goes_on()
    {
        await Client.Append("a", Expected.NoStream, 1);
        using var call = await Client.Subscribe(All());

        (await call.Take(3)).Select(message => message.ContentCase).ShouldBe([Content.Confirmation, Content.Event, Content.CaughtUp]);
        await Client.Append("a", new(0), 2);
        (await call.Take(1))[0].Event.Event.StreamRevision.ShouldBe(1ul);
    }

    [Theory]
    [InlineData("23.10.0")]
    [InlineData("24.10.5")]
    public async Task It_resumes_after_what_the_client_has(string version)
    {
        var client = await Restarted(new() { Version = version, HasSystemEvents = false });
        await client.Append("a", Expected.NoStream, 1, 2, 3);
        var second = (await client.Read(All())).Messages[1].Event.CommitPosition;

        using var all = await client.Subscribe(All(from: second));
        (await all.Take(2))[1].Event.Event.StreamRevision.ShouldBe(2ul);
        using var stream = await client.Subscribe(Stream("a", from: 1));
        (await stream.Take(2))[1].Event.Event.StreamRevision.ShouldBe(2ul);
    }

    [Fact]
    public async Task A_made_up_position_loses_one_event_of_old_servers_and_is_refused_by_new_ones()
    {
        await Client.Append("a", Expected.NoStream, 1, 2);
        var first = (await Client.Read(All())).Messages[0].Event.CommitPosition;
        using var old = await Client.Subscribe(All(from: first + 1));
        (await old.Take(2))[1].ContentCase.ShouldBe(Content.CaughtUp);

        var client = await Restarted(new() { Version = "24.10.5", HasSystemEvents = false });
        await client.Append("a", Expected.NoStream, 1, 2);
        using var refused = await client.Subscribe(All(from: first + 1));
        (await refused.ReadToEnd()).Trailers["grpc-message"].ShouldBe("Trying to read from an invalid position.");
    }

    [Fact]
    public async Task Beyond_the_end_it_silently_drops_what_is_written_before_that_position()
    {
        await Client.Append("a", Expected.NoStream, 1);
        using var call = await Client.Subscribe(All(from: 400));
        (await call.Take(2))[1].ContentCase.ShouldBe(Content.CaughtUp);

        await Client.Append("a", new(0), 2);
        await Client.Append("a", new(1), 3);
        (await call.Take(1))[0].Event.Event.StreamRevision.ShouldBe(2ul);
    }

    [Fact]
    public async Task Filtered_history_is_interspersed_with_checkpoints_at_the_ends_of_pages()
    {
        await Client.Append("a", Expected.NoStream, [.. Enumerable.Range(1, 8).Select(id => Event(id, id == 6 ? "wanted" : "other"))]);
        var positions = (await Client.Read(All())).Messages.Select(message => message.Event.CommitPosition).ToList();
        using var call = await Client.Subscribe(All().Filtered(4, "wanted"));

        var messages = await call.Take(5);
        messages.Select(message => message.ContentCase).ShouldBe([Content.Confirmation, Content.Checkpoint, Content.Event, Content.Checkpoint, Content.CaughtUp]);
        messages[1].Checkpoint.CommitPosition.ShouldBe(positions[3]);
        messages[3].Checkpoint.PreparePosition.ShouldBe(positions[7]);
    }

    [Fact]
    public async Task Live_a_checkpoint_comes_after_every_so_many_events_examined()
    {
        using var call = await Client.Subscribe(All().Filtered(2, "wanted"));
        await call.Take(2);
        await Client.Append("a", Expected.NoStream, 1, 2, 3);

        var last = (await Client.Read(All())).Messages[1].Event.CommitPosition;
        (await call.Take(1))[0].Checkpoint.CommitPosition.ShouldBe(last);
    }

    [Fact]
    public async Task New_servers_tell_where_they_have_caught_up()
    {
        var client = await Restarted(new() { Version = "24.10.5", HasSystemEvents = false });
        await client.Append("a", Expected.NoStream, 1);
        var last = (await client.Read(All())).Messages[0].Event.CommitPosition;
        using var call = await client.Subscribe(All().Filtered(32, "wanted"));

        var messages = await call.Take(3);
        messages[1].Checkpoint.CommitPosition.ShouldBe(last);
        messages[2].CaughtUp.Position.CommitPosition.ShouldBe(last);
    }

    [Fact]
    public async Task A_filter_by_type_lets_a_system_stream_through()
    {
        await Restarted(new());
        using var call = await Client.Subscribe(All().Matching(@"^[^\$].*"));

        (await call.Take(2))[1].Event.Event.StreamIdentifier.StreamName.ToStringUtf8().ShouldStartWith("$persistentsubscription-");
    }

    [Fact]
    public async Task A_stream_that_does_not_exist_is_waited_for_and_a_tombstone_ends_the_wait()
    {
        using var call = await Client.Subscribe(Stream("later"));
        await call.Take(2);
        await Client.Append("later", Expected.NoStream, 1);
        (await call.Take(1))[0].Event.Event.StreamRevision.ShouldBe(0ul);

        await Client.Delete("later", Expected.Any, forGood: true);
        (await call.ReadToEnd()).Trailers["exception"].ShouldBe("stream-deleted");
    }
}
