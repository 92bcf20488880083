using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using EventSourcedCrm.EventStoreServer.Grpc;
using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>
/// Makes of the events of one write what is stored of them. One message serves them all, and their bytes lie in one piece: a log of a
/// million small arrays would keep the garbage collector busier than the server.
/// </summary>
internal sealed class Recorder
{
    private const int UsualOverhead = 320;

    private readonly ReadResp _response;
    private readonly ReadResp.Types.ReadEvent.Types.RecordedEvent _recorded;

    public Recorder(string stream, DateTimeOffset now, bool dangling = false)
    {
        _recorded = new() { StreamIdentifier = new() { StreamName = ByteString.CopyFromUtf8(stream) } };
        _recorded.Metadata["created"] = (now - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture);
        _response = new() { Event = dangling ? new() { Link = _recorded } : new() { Event = _recorded } };
        (Stream, IsDangling) = (stream, dangling);
    }

    private string Stream { get; }
    private bool IsDangling { get; }

    /// <summary>A record's position is that of its first byte in the log.</summary>
    public List<StoredEvent> Record(IReadOnlyList<NewEvent> events, ulong revision, ulong position)
    {
        var bytes = new ArrayBufferWriter<byte>(events.Sum(happened => happened.Data.Length + happened.CustomMetadata.Length + UsualOverhead));
        var places = new List<(ulong Position, Range Frame)>(events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            var start = bytes.WrittenCount;
            Write(events[i], revision + (ulong)i, position, bytes);
            places.Add((position, start..bytes.WrittenCount));
            position = After(position, bytes.WrittenCount - start);
        }
        return [.. events.Zip(places, (happened, place) => new StoredEvent(happened.Id, Stream, happened.Type, revision++, place.Position, bytes.WrittenMemory[place.Frame]) { IsDangling = IsDangling })];
    }

    /// <summary>Where the next record begins: between two there is some room, so that nobody counts on there being none.</summary>
    public static ulong After(ulong position, int frameLength) => position + (ulong)frameLength + 61;

    private void Write(NewEvent happened, ulong revision, ulong position, ArrayBufferWriter<byte> bytes)
    {
        _recorded.Id = Uuid.Structured(happened.Id);
        (_recorded.StreamRevision, _recorded.PreparePosition, _recorded.CommitPosition) = (revision, position, position);
        _recorded.Metadata["type"] = happened.Type;
        _recorded.Metadata["content-type"] = happened.ContentType == NewEvent.Json ? NewEvent.Json : "application/octet-stream";
        (_recorded.CustomMetadata, _recorded.Data) = (happened.CustomMetadata, happened.Data);
        _response.Event.CommitPosition = position;

        var length = _response.CalculateSize();
        var frame = bytes.GetSpan(Frame.HeaderLength + length)[..(Frame.HeaderLength + length)];
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        _response.WriteTo(frame[Frame.HeaderLength..]);
        bytes.Advance(frame.Length);
    }
}
