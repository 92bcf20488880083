using System.Buffers;
using System.Net;
using Google.Protobuf;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>
/// The messages of a request, encoded while those before them are on their way and being read. Should encoding fail, the call is reset rather
/// than ended, so that the server does not take a part for the whole.
/// </summary>
internal sealed class FramedContent : HttpContent
{
    private const int Enough = 32 << 10;

    private readonly IEnumerable<IMessage> _messages;

    public FramedContent(IEnumerable<IMessage> messages)
    {
        _messages = messages;
        Headers.ContentType = new("application/grpc");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken ct)
    {
        var frames = new ArrayBufferWriter<byte>();
        foreach (var message in _messages)
        {
            Frames.Write(frames, message);
            if (frames.WrittenCount < Enough) continue;
            await stream.WriteAsync(frames.WrittenMemory, ct);
            frames.ResetWrittenCount();
        }
        await stream.WriteAsync(frames.WrittenMemory, ct);
    }
}
