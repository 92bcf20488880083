using System.Globalization;
using EventSourcedCrm.EventStoreServer.Grpc;
using Google.Protobuf;
using RecordedEvent = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>Makes of an event what is stored of it.</summary>
internal static class Recorder
{
    public static StoredEvent Record(NewEvent happened, string stream, ulong revision, ulong position, DateTimeOffset now) =>
        new(happened.Id, stream, happened.Type, revision, position, Frame.Of(Response(Recorded(happened, stream, revision, position, now), position)));

    public static StoredEvent RecordDangling(NewEvent link, string stream, ulong revision, ulong position, DateTimeOffset now)
    {
        var response = Response(Recorded(link, stream, revision, position, now), position);
        (response.Event.Link, response.Event.Event) = (response.Event.Event, null);
        return new(link.Id, stream, link.Type, revision, position, Frame.Of(response)) { IsDangling = true };
    }

    private static ReadResp Response(RecordedEvent recorded, ulong position) => new() { Event = new() { Event = recorded, CommitPosition = position } };

    private static RecordedEvent Recorded(NewEvent happened, string stream, ulong revision, ulong position, DateTimeOffset now) => new()
    {
        Id = Uuid.Structured(happened.Id),
        StreamIdentifier = new() { StreamName = ByteString.CopyFromUtf8(stream) },
        StreamRevision = revision,
        PreparePosition = position,
        CommitPosition = position,
        Metadata =
        {
            ["type"] = happened.Type,
            ["created"] = (now - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture),
            ["content-type"] = happened.ContentType == NewEvent.Json ? NewEvent.Json : "application/octet-stream",
        },
        CustomMetadata = happened.CustomMetadata,
        Data = happened.Data,
    };
}
