using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using EventSourcedCrm.EventStoreServer.Tests.Shared;
using static EventSourcedCrm.EventStoreServer.Tests.Shared.Requests;

namespace EventSourcedCrm.EventStoreServer.Tests;

public sealed class AppendTests : ServerSpec
{
    [Fact]
    public async Task An_append_tells_the_last_revision_and_a_position_that_is_commit_and_prepare()
    {
        var reply = await Client.Append("a", Expected.NoStream, 1, 2, 3);

        reply.Status.ShouldBe(StatusCode.Ok);
        reply.Only.Success.CurrentRevision.ShouldBe(2ul);
        reply.Only.Success.Position.CommitPosition.ShouldBe(reply.Only.Success.Position.PreparePosition);
    }

    [Fact]
    public async Task A_repeated_append_with_an_explicit_expectation_is_recognised_however_long_ago()
    {
        var first = await Client.Append("a", Expected.NoStream, 1, 2);
        await Client.Append("a", new(1), 3);
        Server.Storage.ForgetRecentIds();

        (await Client.Append("a", Expected.NoStream, 1, 2)).Only.ShouldBe(first.Only);
        Server.Storage.Count.ShouldBe(3);
    }

    [Fact]
    public async Task At_the_expected_head_even_known_ids_are_written_again()
    {
        await Client.Append("a", Expected.NoStream, 1);

        (await Client.Append("a", new(0), 1)).Only.Success.CurrentRevision.ShouldBe(1ul);
    }

    [Theory]
    [InlineData(new[] { 1, 9 })]
    [InlineData(new[] { 9 })]
    [InlineData(new[] { 1, 2, 3 })]
    [InlineData(new int[0])]
    public async Task Behind_the_head_anything_but_an_exact_repetition_is_a_wrong_version(int[] ids)
    {
        await Client.Append("a", Expected.NoStream, 1, 2);

        (await Client.Append("a", Expected.NoStream, ids)).Only.WrongExpectedVersion.CurrentRevision.ShouldBe(1ul);
        Server.Storage.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_version_comes_in_an_OK_response_and_is_said_twice()
    {
        var reply = await Client.Append("a", new(7), 1);

        reply.Status.ShouldBe(StatusCode.Ok);
        var wrong = reply.Only.WrongExpectedVersion;
        wrong.CurrentNoStream.ShouldNotBeNull();
        wrong.NoStream2060.ShouldNotBeNull();
        (wrong.ExpectedRevision, wrong.ExpectedRevision2060).ShouldBe((7ul, 7ul));
        (await Client.Append("a", Expected.StreamExists, 1)).Only.WrongExpectedVersion.ExpectedStreamExists.ShouldNotBeNull();
        await Client.Append("a", Expected.Any, 1);
        (await Client.Append("a", Expected.NoStream, 2)).Only.WrongExpectedVersion.ExpectedRevision2060.ShouldBe(ulong.MaxValue);
    }

    [Fact]
    public async Task Without_an_expectation_a_repetition_is_recognised_only_while_it_is_remembered()
    {
        await Client.Append("a", Expected.Any, 1, 2);

        (await Client.Append("a", Expected.Any, 1, 2)).Only.Success.CurrentRevision.ShouldBe(1ul);
        (await Client.Append("a", Expected.Any, 1, 3)).Only.WrongExpectedVersion.ShouldNotBeNull();
        (await Client.Append("b", Expected.Any, 1)).Only.Success.CurrentRevision.ShouldBe(0ul);
        Server.Storage.ForgetRecentIds();
        (await Client.Append("a", Expected.Any, 1, 2)).Only.Success.CurrentRevision.ShouldBe(3ul);
    }

    [Fact]
    public async Task Without_an_expectation_a_new_first_id_writes_all()
    {
        await Client.Append("a", Expected.Any, 1);

        (await Client.Append("a", Expected.Any, 2, 1)).Only.Success.CurrentRevision.ShouldBe(2ul);
    }

    [Fact]
    public async Task An_empty_append_only_checks()
    {
        (await Client.Append("a", Expected.NoStream, Array.Empty<int>())).Only.Success.NoStream.ShouldNotBeNull();
        await Client.Append("a", Expected.NoStream, 1);
        (await Client.Append("a", new(0), Array.Empty<int>())).Only.Success.CurrentRevision.ShouldBe(0ul);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_as_a_whole_with_headers_only()
    {
        var reply = await Client.Append("a", Expected.Any, Event(1, size: 600_000), Event(2, size: 600_000));

        (reply.Status, reply.Trailers["exception"], reply.IsTrailersOnly).ShouldBe((StatusCode.InvalidArgument, "maximum-append-size-exceeded", true));
        Server.Storage.Count.ShouldBe(0);
    }

    [Fact]
    public async Task An_event_without_a_type_or_an_id_is_refused()
    {
        var untyped = Event(1);
        untyped.ProposedMessage.Metadata.Remove("type");
        (await Client.Append("a", Expected.Any, untyped)).Trailers["exception"].ShouldBe("missing-required-metadata-property");

        var nameless = Event(1);
        nameless.ProposedMessage.Id = Uuid.Structured(Guid.Empty);
        (await Client.Append("a", Expected.Any, nameless)).Status.ShouldBe(StatusCode.Unknown);
    }

    [Fact]
    public async Task Concurrent_appends_do_not_mix()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Client.Append("s" + i % 4, Expected.Any, i * 10 + 1, i * 10 + 2, i * 10 + 3)));

        var ids = (await Client.Read(All())).Ids().ToList();
        ids.Count.ShouldBe(60);
        foreach (var append in ids.Chunk(3)) append.ShouldBe([append[0], Next(append[0], 1), Next(append[0], 2)]);
    }

    [Fact]
    public async Task A_softly_deleted_stream_is_no_stream_and_goes_on_numbering()
    {
        await Client.Append("a", Expected.NoStream, 1, 2);
        (await Client.Delete("a", new(0))).Trailers["actual-version"].ShouldBe("1");
        (await Client.Delete("a", Expected.Any)).Status.ShouldBe(StatusCode.Ok);

        (await Client.Read(Stream("a"))).Only.StreamNotFound.ShouldNotBeNull();
        (await Client.Append("a", Expected.StreamExists, 3)).Trailers["exception"].ShouldBe("stream-deleted");
        (await Client.Append("a", Expected.NoStream, 3)).Only.Success.CurrentRevision.ShouldBe(2ul);
        (await Client.Read(Stream("a"))).Ids().ShouldBe([Id(3)]);
    }

    [Fact]
    public async Task A_tombstoned_stream_is_gone_for_good()
    {
        await Client.Append("a", Expected.NoStream, 1);
        (await Client.Delete("a", Expected.Any, forGood: true)).Status.ShouldBe(StatusCode.Ok);

        (await Client.Append("a", Expected.Any, 2)).Trailers["exception"].ShouldBe("stream-deleted");
        (await Client.Read(Stream("a"))).Status.ShouldBe(StatusCode.FailedPrecondition);
    }

    [Fact]
    public async Task BatchAppend_is_unimplemented_and_not_advertised()
    {
        (await Client.Call("/event_store.client.streams.Streams/BatchAppend", AppendResp.Parser)).Status.ShouldBe(StatusCode.Unimplemented);

        var features = await Client.Call("/event_store.client.server_features.ServerFeatures/GetSupportedMethods", SupportedMethods.Parser, new Empty());
        features.Only.EventStoreServerVersion.ShouldBe("23.10.0");
        features.Only.Methods.Select(method => method.MethodName).ShouldBe(["append", "read", "delete", "tombstone"]);
    }

    private static Guid Next(Guid id, int by) => Id(BitConverter.ToInt32(id.ToByteArray()) + by);
}
