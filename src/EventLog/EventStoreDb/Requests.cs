using System.Buffers.Binary;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using EventSourcedCrm.EventLog.Serialization;
using Google.Protobuf;
using static EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>What is sent to a server. Every choice that a message offers is made: servers refuse one left open.</summary>
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

    /// <summary>The options, then each fact in a message that is the next one's too: it is to be encoded before the next is asked for.</summary>
    public static IEnumerable<IMessage> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EncodedFact> facts)
    {
        var options = new AppendReq.Types.Options { StreamIdentifier = Identifier(stream) };
        if (expected == ExpectedRevision.NoStream) options.NoStream = Nothing;
        else options.Revision = (ulong)expected.Revision;
        yield return new AppendReq { Options = options };
        var proposed = new AppendReq.Types.ProposedMessage { Id = new() { Structured = new() }, Metadata = { ["content-type"] = "application/json" } };
        var message = new AppendReq { ProposedMessage = proposed };
        foreach (var fact in facts)
        {
            Uuids.Write(fact.Id, proposed.Id.Structured);
            proposed.Metadata["type"] = fact.Type;
            proposed.CustomMetadata = UnsafeByteOperations.UnsafeWrap(fact.Metadata);
            proposed.Data = UnsafeByteOperations.UnsafeWrap(fact.Data);
            yield return message;
        }
    }

    /// <summary>From a revision on, that one included.</summary>
    public static IMessage[] ReadStream(StreamName stream, long from, int count)
    {
        var options = Read(count);
        options.Stream = new() { StreamIdentifier = Identifier(stream), Revision = (ulong)from };
        options.NoFilter = Nothing;
        return [new ReadReq { Options = options }];
    }

    /// <summary>From a position on, that one included.</summary>
    public static IMessage[] ReadAll(LogPosition from, int count)
    {
        var options = Read(count);
        options.All = From(from);
        options.Filter = NotTheServers;
        return [new ReadReq { Options = options }];
    }

    /// <summary>Backwards from before a position, null for the end.</summary>
    public static IMessage[] ReadBackwards(LogPosition? before, int count, bool filtered)
    {
        var options = Read(count);
        options.ReadDirection = ReadDirection.Backwards;
        options.All = before is { } position ? From(position) : new() { End = Nothing };
        if (filtered) options.Filter = NotTheServers;
        else options.NoFilter = Nothing;
        return [new ReadReq { Options = options }];
    }

    /// <summary>From a position on, that one left out.</summary>
    public static IMessage[] Subscribe(LogPosition after) =>
    [
        new ReadReq { Options = new() { All = From(after), Filter = NotTheServers, Subscription = new(), UuidOption = new() { Structured = Nothing } } },
    ];

    private static ReadReq.Types.Options Read(int count) => new() { Count = (ulong)count, UuidOption = new() { Structured = Nothing } };

    private static AllOptions From(LogPosition position) => position == LogPosition.Start
        ? new() { Start = Nothing }
        : new() { Position = new() { CommitPosition = position.Commit, PreparePosition = position.Prepare } };

    private static StreamIdentifier Identifier(StreamName stream) => new() { StreamName = ByteString.CopyFromUtf8(stream.Value) };
}

/// <summary>Ids as the servers split them: the sixteen bytes as written, in two big-endian halves.</summary>
internal static class Uuids
{
    public static void Write(Guid id, UUID.Types.Structured to)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        to.MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes);
        to.LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }

    public static Guid Of(UUID id)
    {
        if (id.ValueCase == UUID.ValueOneofCase.String) return Guid.Parse(id.String);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id.Structured.MostSignificantBits);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id.Structured.LeastSignificantBits);
        return new(bytes, bigEndian: true);
    }
}
