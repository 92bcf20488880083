using EventSourcedCrm.EventStoreServer.Grpc;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>An event as it lies in the log, with the bytes by which nearly every reader is answered.</summary>
internal sealed record StoredEvent(Guid Id, string Stream, string Type, ulong Revision, ulong Position, ReadOnlyMemory<byte> Frame)
{
    public const string LinkType = "$>";

    public bool IsLink => Type == LinkType;

    /// <summary>Its target is gone for good, so it always comes without an event.</summary>
    public bool IsDangling { get; init; }

    /// <summary>The same as a message, for the few who want it in another form.</summary>
    public ReadResp Response => ReadResp.Parser.ParseFrom(Frame.Span[Grpc.Frame.HeaderLength..]);
}
