using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using Google.Protobuf;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>Bytes made by others with the servers' own definitions.</summary>
public sealed class WireTests
{
    private static readonly Empty Nothing = new();

    [Fact]
    public void A_subscription_to_everything_is_asked_for_in_these_bytes()
    {
        var request = new ReadReq
        {
            Options = new() { All = new() { Start = Nothing }, Subscription = new(), NoFilter = Nothing, UuidOption = new() { Structured = Nothing } },
        };
        Convert.ToHexStringLower(Frames.Of(request)).ShouldBe("000000000e" + "0a0c12021200320042004a020a00");
    }

    [Fact]
    public void An_append_begins_with_these_bytes() =>
        Convert.ToHexStringLower(Requests.Append(new("s-1"), ExpectedRevision.NoStream, []).Single().Span).ShouldBe("000000000b" + "0a090a051a03732d311a00");

    [Fact]
    public void No_arguments_are_an_empty_frame() => Convert.ToHexStringLower(Methods.NoArguments.Single().Span).ShouldBe("0000000000");

    [Fact]
    public void An_id_goes_out_and_comes_back_as_it_is_written()
    {
        var id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        const string wire = "0a1408f7ccd5a2b4c6c80810ffddf7e6bcd7eacc8801";
        var request = Requests.Append(new("s-1"), ExpectedRevision.NoStream, [new(id, "t", [], [])]);
        Convert.ToHexStringLower(request.Last().Span).ShouldContain("0a16" + wire);
        HandwrittenTests.Id(id).ShouldBe(UUID.Parser.ParseFrom(Convert.FromHexString(wire)));
    }

    [Fact]
    public void Every_request_to_read_leaves_no_choice_open()
    {
        ReadOnlyMemory<byte>[][] requests =
        [
            Requests.ReadAll(LogPosition.Start, 1), Requests.ReadAll(LogPosition.At(7), 1), Requests.Subscribe(LogPosition.Start), Requests.Subscribe(LogPosition.At(7)),
            Requests.ReadStream(new("s-1"), 0, 1), Requests.ReadBackwards(null, 1, filtered: true), Requests.ReadBackwards(LogPosition.At(7), 1, filtered: false),
        ];
        foreach (var request in requests)
        {
            var options = ReadReq.Parser.ParseFrom(request.Single().Span[Frames.HeaderLength..]).Options;
            options.StreamOptionCase.ShouldNotBe(ReadReq.Types.Options.StreamOptionOneofCase.None);
            options.CountOptionCase.ShouldNotBe(ReadReq.Types.Options.CountOptionOneofCase.None);
            options.FilterOptionCase.ShouldNotBe(ReadReq.Types.Options.FilterOptionOneofCase.None);
            options.UuidOption.ContentCase.ShouldBe(ReadReq.Types.Options.Types.UUIDOption.ContentOneofCase.Structured);
        }
    }
}
