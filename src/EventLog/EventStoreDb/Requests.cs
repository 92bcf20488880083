using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using EventSourcedCrm.EventLog.Serialization;
using Google.Protobuf;
using static EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>What is sent to a server, framed and ready. Every choice that a message offers is made: servers refuse one left open.</summary>
internal static class Requests
{
    /// <summary>How many events the server may look through at a time; as often it says how far a subscription has come.</summary>
    private const uint Window = 512;

    private static readonly Empty Nothing = new();

    /// <summary>Whatever is not the server's own by its type; streams of its own are skipped by the reader.</summary>
    private static FilterOptions NotTheServers => new()
    {
        EventType = new() { Regex = @"^[^\$].*" },
        Max = Window,
        CheckpointIntervalMultiplier = 1,
    };

    /// <summary>The options, then the facts, encoded as the parts are asked for.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EncodedFact> facts)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Identifier(stream) };
        if (expected == ExpectedRevision.NoStream) options.NoStream = Nothing;
        else options.Revision = (ulong)expected.Revision;
        return ProposedFact.Parts(facts).Prepend(Frames.Of(new AppendReq { Options = options }));
    }

    /// <summary>From a revision on, that one included.</summary>
    public static ReadOnlyMemory<byte>[] ReadStream(StreamName stream, long from, int count)
    {
        var options = Read(count);
        options.Stream = new() { StreamIdentifier = Identifier(stream), Revision = (ulong)from };
        options.NoFilter = Nothing;
        return [Frames.Of(new ReadReq { Options = options })];
    }

    /// <summary>From a position on, that one included.</summary>
    public static ReadOnlyMemory<byte>[] ReadAll(LogPosition from, int count)
    {
        var options = Read(count);
        options.All = From(from);
        options.Filter = NotTheServers;
        return [Frames.Of(new ReadReq { Options = options })];
    }

    /// <summary>Backwards from before a position, null for the end.</summary>
    public static ReadOnlyMemory<byte>[] ReadBackwards(LogPosition? before, int count, bool filtered)
    {
        var options = Read(count);
        options.ReadDirection = ReadDirection.Backwards;
        options.All = before is { } position ? From(position) : new() { End = Nothing };
        if (filtered) options.Filter = NotTheServers;
        else options.NoFilter = Nothing;
        return [Frames.Of(new ReadReq { Options = options })];
    }

    /// <summary>From a position on, that one left out.</summary>
    public static ReadOnlyMemory<byte>[] Subscribe(LogPosition after) =>
    [
        Frames.Of(new ReadReq { Options = new() { All = From(after), Filter = NotTheServers, Subscription = new(), UuidOption = new() { Structured = Nothing } } }),
    ];

    private static ReadReq.Types.Options Read(int count) => new() { Count = (ulong)count, UuidOption = new() { Structured = Nothing } };

    private static AllOptions From(LogPosition position) => position == LogPosition.Start
        ? new() { Start = Nothing }
        : new() { Position = new() { CommitPosition = position.Commit, PreparePosition = position.Prepare } };

    private static StreamIdentifier Identifier(StreamName stream) => new() { StreamName = ByteString.CopyFromUtf8(stream.Value) };
}
