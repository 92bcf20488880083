using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Google.Protobuf;
using AllOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.AllOptions;
using ReadDirection = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.ReadDirection;
using StreamOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.StreamOptions;

namespace EventSourcedCrm.EventStoreServer.Tests.Shared;

/// <summary>The requests that the tests send.</summary>
internal static class Requests
{
    private const string Streams = "/event_store.client.streams.Streams/";

    /// <summary>Ids 1, 2, 3… so that tests can say which.</summary>
    public static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]);

    public static AppendReq Event(int id, string type = "happened", int size = 2) => new()
    {
        ProposedMessage = new()
        {
            Id = Uuid.Structured(Id(id)),
            Metadata = { ["type"] = type, ["content-type"] = "application/json" },
            Data = ByteString.CopyFrom(new byte[size]),
        },
    };

    public static Task<Reply<AppendResp>> Append(this RawClient client, string stream, Expected expected, params AppendReq[] events) =>
        client.Call(Streams + "Append", AppendResp.Parser, [Options(stream, expected), .. events]);

    public static Task<Reply<AppendResp>> Append(this RawClient client, string stream, Expected expected, params int[] ids) =>
        client.Append(stream, expected, [.. ids.Select(id => Event(id))]);

    public static async Task<Reply<DeleteResp>> Delete(this RawClient client, string stream, Expected expected, bool forGood = false)
    {
        var request = new DeleteReq { Options = new() { StreamIdentifier = Name(stream) } };
        if (expected == Expected.Any) request.Options.Any = new();
        else request.Options.Revision = (ulong)expected.Revision;
        return await client.Call(Streams + (forGood ? "Tombstone" : "Delete"), DeleteResp.Parser, request);
    }

    public static Task<Reply<ReadResp>> Read(this RawClient client, ReadReq request) => client.Call(Streams + "Read", ReadResp.Parser, request);

    public static Task<RawCall<ReadResp>> Subscribe(this RawClient client, ReadReq request)
    {
        request.Options.Subscription = new();
        return client.Open(Streams + "Read", ReadResp.Parser, request);
    }

    public static ReadReq Stream(string name, ulong? from = null, bool backwards = false, ulong count = long.MaxValue)
    {
        var options = new StreamOptions { StreamIdentifier = Name(name) };
        if (from is not null) options.Revision = from.Value;
        else if (backwards) options.End = new();
        else options.Start = new();
        return Read(backwards, count, request => request.Stream = options);
    }

    public static ReadReq All(ulong? from = null, bool backwards = false, ulong count = long.MaxValue)
    {
        var options = new AllOptions();
        if (from is not null) options.Position = new() { CommitPosition = from.Value, PreparePosition = from.Value };
        else if (backwards) options.End = new();
        else options.Start = new();
        return Read(backwards, count, request => request.All = options);
    }

    /// <summary>From the end onwards.</summary>
    public static ReadReq Forwards(this ReadReq request)
    {
        request.Options.ReadDirection = ReadDirection.Forwards;
        return request;
    }

    public static ReadReq Filtered(this ReadReq request, uint window, params string[] prefixes)
    {
        request.Options.Filter = new() { EventType = new() { Prefix = { prefixes } }, Max = window, CheckpointIntervalMultiplier = 1 };
        return request;
    }

    public static ReadReq Matching(this ReadReq request, string regex)
    {
        request.Options.Filter = new() { EventType = new() { Regex = regex }, Count = new(), CheckpointIntervalMultiplier = 1 };
        return request;
    }

    public static IEnumerable<Guid> Ids(this Reply<ReadResp> reply) => reply.Messages.Where(message => message.Event is not null).Select(message => Uuid.Parse(message.Event.Event.Id));

    private static AppendReq Options(string stream, Expected expected)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Name(stream) };
        if (expected == Expected.Any) options.Any = new();
        else if (expected == Expected.StreamExists) options.StreamExists = new();
        else if (expected == Expected.NoStream) options.NoStream = new();
        else options.Revision = (ulong)expected.Revision;
        return new() { Options = options };
    }

    private static ReadReq Read(bool backwards, ulong count, Action<ReadReq.Types.Options> what)
    {
        var options = new ReadReq.Types.Options
        {
            ReadDirection = backwards ? ReadDirection.Backwards : ReadDirection.Forwards,
            Count = count,
            NoFilter = new(),
            UuidOption = new() { Structured = new() },
            ControlOption = new() { Compatibility = 1 },
        };
        what(options);
        return new() { Options = options };
    }

    private static StreamIdentifier Name(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };
}
