using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>An event somebody wants stored.</summary>
internal sealed record NewEvent(Guid Id, string Type, string ContentType, ByteString CustomMetadata, ByteString Data)
{
    public const string Json = "application/json";

    public static NewEvent System(string type, string json) => new(Guid.NewGuid(), type, Json, ByteString.Empty, ByteString.CopyFromUtf8(json));
}
