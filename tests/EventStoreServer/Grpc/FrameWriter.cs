using System.Buffers;
using System.IO.Pipelines;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>Gathers the messages of a response and sends many at once; or, when asked to, in shreds of a few bytes.</summary>
internal sealed class FrameWriter(PipeWriter body)
{
    private const int Enough = 64 * 1024;
    private const int Shred = 7;

    private readonly ArrayBufferWriter<byte> _toShred = new();
    private int _unsent;

    public bool HasWritten { get; private set; }

    /// <summary>Frames then end in the middle of DATA frames, even of their own five bytes of header.</summary>
    public bool Shreds { get; set; }

    public void Write(ReadOnlySpan<byte> frame)
    {
        if (Shreds) _toShred.Write(frame);
        else body.Write(frame);
        _unsent += frame.Length;
        HasWritten = true;
    }

    public ValueTask FlushWhenMuch(CancellationToken ct) => _unsent < Enough ? default : Flush(ct);

    public async ValueTask Flush(CancellationToken ct)
    {
        if (_unsent == 0) return;

        _unsent = 0;
        for (var sent = 0; sent < _toShred.WrittenCount; sent += Shred)
        {
            body.Write(_toShred.WrittenSpan[sent..Math.Min(sent + Shred, _toShred.WrittenCount)]);
            await body.FlushAsync(ct);
        }
        _toShred.ResetWrittenCount();
        await body.FlushAsync(ct);
    }
}
