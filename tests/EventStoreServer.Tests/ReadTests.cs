using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using Google.Protobuf;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class ReadTests : ServerSpec
{
    [Fact]
    public async Task A_stream_is_read_both_ways_from_a_revision_inclusive()
    {
        await Client.Append("a", Expected.NoStream, 1, 2, 3, 4);

        (await Client.Read(Stream("a", from: 1, count: 2))).Ids().ShouldBe([Id(2), Id(3)]);
        (await Client.Read(Stream("a", from: 2, backwards: true, count: 2))).Ids().ShouldBe([Id(3), Id(2)]);
        (await Client.Read(Stream("a", backwards: true))).Ids().ShouldBe([Id(4), Id(3), Id(2), Id(1)]);
    }

    [Fact]
    public async Task The_last_position_comes_last_and_the_first_only_where_the_first_page_is_empty()
    {
        await Client.Append("a", Expected.NoStream, [.. Enumerable.Range(1, 50)]);

        (await Client.Read(Stream("a", count: 1))).Messages.Select(message => message.ContentCase).ShouldBe([ReadResp.ContentOneofCase.Event, ReadResp.ContentOneofCase.LastStreamPosition]);
        (await Client.Read(Stream("a", from: 70))).Messages[0].FirstStreamPosition.ShouldBe(50ul);
        Server.Storage.Plant("$$a", "$metadata", """{"$tb":40}""");
        var truncated = await Client.Read(Stream("a"));
        truncated.Messages[0].FirstStreamPosition.ShouldBe(40ul);
        truncated.Messages[^1].LastStreamPosition.ShouldBe(49ul);
        truncated.Ids().Count().ShouldBe(10);
    }

    [Fact]
    public async Task No_such_stream_is_a_message_and_no_error()
    {
        var reply = await Client.Read(Stream("nothing"));

        reply.Status.ShouldBe(StatusCode.Ok);
        reply.Only.StreamNotFound.StreamIdentifier.StreamName.ToStringUtf8().ShouldBe("nothing");
    }

    [Fact]
    public async Task The_log_is_read_forwards_from_a_position_and_backwards_from_before_it()
    {
        await Client.Append("a", Expected.NoStream, 1, 2);
        await Client.Append("b", Expected.NoStream, 3);
        var second = (await Client.Read(All())).Messages[1].Event.CommitPosition;

        (await Client.Read(All(from: second))).Ids().ShouldBe([Id(2), Id(3)]);
        (await Client.Read(All(from: second, backwards: true))).Ids().ShouldBe([Id(1)]);
        (await Client.Read(All(backwards: true, count: 1))).Ids().ShouldBe([Id(3)]);
    }

    [Fact]
    public async Task Finite_reads_are_filtered_by_prefix_or_by_a_searching_regex()
    {
        await Client.Append("a", Expected.NoStream, Event(1, "deal-won"), Event(2, "deal-lost"), Event(3, "appeal-closed"));

        (await Client.Read(All().Filtered(1, "deal-"))).Ids().ShouldBe([Id(1), Id(2)]);
        (await Client.Read(All(backwards: true, count: 1).Matching("lost|closed"))).Ids().ShouldBe([Id(3)]);
    }

    [Fact]
    public async Task An_event_carries_its_type_its_time_in_ticks_and_one_of_two_content_types()
    {
        var clock = new StoppedClock(new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero));
        var client = await Restarted(new() { HasSystemEvents = false, Clock = clock });
        var binary = Event(1);
        binary.ProposedMessage.Metadata["content-type"] = "application/json; charset=utf-8";
        binary.ProposedMessage.Metadata["forgotten"] = "yes";
        binary.ProposedMessage.CustomMetadata = ByteString.CopyFromUtf8("kept");
        await client.Append("a", Expected.NoStream, binary);

        var happened = (await client.Read(Stream("a"))).Messages[0].Event.Event;
        happened.Metadata.ShouldBe(new Dictionary<string, string>
        {
            ["type"] = "happened",
            ["created"] = (clock.Now - DateTimeOffset.UnixEpoch).Ticks.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["content-type"] = "application/octet-stream",
        }, ignoreOrder: true);
        happened.CustomMetadata.ToStringUtf8().ShouldBe("kept");
    }

    [Fact]
    public async Task Ids_come_as_text_when_asked_for()
    {
        await Client.Append("a", Expected.NoStream, 1);
        var request = Stream("a");
        request.Options.UuidOption = new() { String = new() };

        (await Client.Read(request)).Messages[0].Event.Event.Id.String.ShouldBe(Id(1).ToString());
    }

    [Fact]
    public async Task A_link_is_resolved_when_asked_for_and_comes_alone_when_its_target_is_gone()
    {
        await Client.Append("a", Expected.NoStream, 1);
        Server.Storage.PlantLink("links", "a", 0);
        Server.Storage.PlantLink("links", "a", 7);
        var request = Stream("links");
        (await Client.Read(request)).Messages[0].Event.Event.Metadata["type"].ShouldBe("$>");
        request.Options.ResolveLinks = true;

        var links = (await Client.Read(request)).Messages;
        (Uuid.Parse(links[0].Event.Event.Id), links[0].Event.Link.StreamRevision).ShouldBe((Id(1), 0ul));
        (links[1].Event.Event, links[1].Event.Link.StreamRevision).ShouldBe((null, 1ul));
    }

    [Theory]
    [InlineData("23.10.0", StatusCode.Unknown)]
    [InlineData("24.10.5", StatusCode.InvalidArgument)]
    public async Task Illegal_options_are_refused(string version, StatusCode missingUuidOption)
    {
        var client = await Restarted(new() { Version = version });
        var unfiltered = All();
        unfiltered.Options.ClearFilterOption();
        (await client.Read(unfiltered)).Status.ShouldBe(StatusCode.InvalidArgument);
        (await client.Read(Stream("a", count: 0))).Status.ShouldBe(StatusCode.InvalidArgument);
        (await client.Read(Stream("a").Matching("."))).Status.ShouldBe(StatusCode.InvalidArgument);

        var unsaid = All();
        unsaid.Options.UuidOption = null;
        (await client.Read(unsaid)).Status.ShouldBe(missingUuidOption);
    }

    [Theory]
    [InlineData("23.10.6", StatusCode.Unknown)]
    [InlineData("24.2.0", StatusCode.InvalidArgument)]
    public async Task A_position_where_no_record_begins_cannot_be_read_from(string version, StatusCode refusal)
    {
        var client = await Restarted(new() { Version = version });
        await client.Append("a", Expected.NoStream, 1);
        var position = (await client.Read(All())).Messages[^1].Event.CommitPosition;
        var request = All();
        request.Options.All = new() { Position = new() { CommitPosition = position - 1, PreparePosition = position - 1 } };
        (await client.Read(request)).Status.ShouldBe(refusal);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now => now;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
