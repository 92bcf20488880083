using System.Globalization;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using Google.Protobuf;
using Record = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Turns what the server sends for an event into the fact it is.</summary>
internal static class StoredEvent
{
    /// <summary>The entry's own place, a link's where it is one.</summary>
    public static LogPosition Position(ReadResp.Types.ReadEvent entry) => Position(entry.Link ?? entry.Event);

    /// <summary>Null for what is in a stream of the server's own, and for a link whose target is gone.</summary>
    /// <exception cref="LogCorruptedException">What is stored is no fact of ours.</exception>
    public static CanonicalFact? Fact(ReadResp.Types.ReadEvent entry)
    {
        if (entry.Event is not { } stored || IsTheServers(stored.StreamIdentifier.StreamName)) return null;
        var position = Position(entry);
        try
        {
            var (original, metadata) = OriginalInstant.Take(stored.CustomMetadata.Memory);
            return new(position, new(stored.StreamIdentifier.StreamName.ToStringUtf8()), (long)stored.StreamRevision, Uuids.Of(stored.Id),
                stored.Metadata["type"], stored.Data.Memory, metadata, original ?? Created(stored));
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or FormatException)
        {
            throw new LogCorruptedException($"The event at position {position} is no fact of this log ({e.Message}). A database that the log shares with others cannot be read.", e);
        }
    }

    private static bool IsTheServers(ByteString name) => name.Length > 0 && name[0] == (byte)'$';

    private static LogPosition Position(Record record) => new(record.CommitPosition, record.PreparePosition);

    /// <summary>The server counts in 100 nanoseconds since 1970; a fact keeps microseconds.</summary>
    private static DateTimeOffset Created(Record record)
    {
        var ticks = long.Parse(record.Metadata["created"], CultureInfo.InvariantCulture);
        return DateTimeOffset.UnixEpoch.AddTicks(ticks - ticks % TimeSpan.TicksPerMicrosecond);
    }
}
