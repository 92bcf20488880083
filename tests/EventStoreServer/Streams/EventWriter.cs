using System.Globalization;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using RecordedEvent = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>Writes events as the reader wants them: nearly always just the bytes that were stored.</summary>
internal sealed class EventWriter(GrpcCall call, EventStorage storage, bool resolvesLinks, bool writesIdsAsText)
{
    public void Write(StoredEvent stored)
    {
        if (writesIdsAsText || (resolvesLinks && stored.IsLink)) call.Write(Remade(stored));
        else call.Responses.Write(stored.Frame.Span);
    }

    private ReadResp Remade(StoredEvent stored)
    {
        var response = stored.Response;
        if (resolvesLinks && stored is { IsLink: true, IsDangling: false })
        {
            response.Event.Link = response.Event.Event;
            response.Event.Event = Target(response.Event.Link);
        }
        if (writesIdsAsText)
        {
            IdAsText(response.Event.Event);
            IdAsText(response.Event.Link);
        }
        return response;
    }

    /// <summary>Null where the target is gone: the reader then gets the link alone.</summary>
    private RecordedEvent? Target(RecordedEvent link)
    {
        var parts = link.Data.ToStringUtf8().Split('@', 2);
        var revision = int.Parse(parts[0], CultureInfo.InvariantCulture);
        return storage.Look(parts[1], (events, history) => revision >= history!.First(storage.Now) && revision < events.Count ? events[revision] : null)?.Response.Event.Event;
    }

    private static void IdAsText(RecordedEvent? recorded)
    {
        if (recorded is not null) recorded.Id = Uuid.Text(Uuid.Parse(recorded.Id));
    }
}
