using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>What a server sends to one who reads or subscribes, as far as the log heeds it.</summary>
internal abstract record ReadAnswer
{
    private const int Event = 1;

    private ReadAnswer() { }

    /// <summary>An event, with the fact where it is one.</summary>
    public sealed record Entry(LogPosition Position, CanonicalFact? Fact) : ReadAnswer;

    /// <summary>Nothing that was asked for up to here.</summary>
    public sealed record Checkpoint(LogPosition Position) : ReadAnswer;

    public sealed record CaughtUp : ReadAnswer;

    /// <summary>A confirmation, or what newer servers may say.</summary>
    public sealed record Other : ReadAnswer;

    /// <summary>From a <c>ReadResp</c>.</summary>
    /// <exception cref="LogCorruptedException">What is stored is no fact of ours.</exception>
    public static ReadAnswer Parse(ReadOnlySpan<byte> message)
    {
        var content = new WireReader(message);
        if (content.Next() && content.Field == Event) return StoredEvent.Read(content.Bytes);
        var answer = ReadResp.Parser.ParseFrom(message);
        return answer.ContentCase switch
        {
            ReadResp.ContentOneofCase.Checkpoint => new Checkpoint(new(answer.Checkpoint.CommitPosition, answer.Checkpoint.PreparePosition)),
            ReadResp.ContentOneofCase.CaughtUp => new CaughtUp(),
            _ => new Other(),
        };
    }
}
