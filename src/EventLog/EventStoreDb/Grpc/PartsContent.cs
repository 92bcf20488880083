using System.Net;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>
/// A request that is made part by part while the parts before are on their way. Should making one fail, the call is reset rather than ended,
/// so that the server does not take the beginning for the whole.
/// </summary>
internal sealed class PartsContent : HttpContent
{
    private readonly IEnumerable<ReadOnlyMemory<byte>> _parts;

    public PartsContent(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        _parts = parts;
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
        foreach (var part in _parts) await stream.WriteAsync(part, ct);
    }
}
