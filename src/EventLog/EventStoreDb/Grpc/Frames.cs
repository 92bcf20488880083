using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>Messages as they stand on the wire: a flag that says "not compressed", the length in four bytes, the message.</summary>
internal static class Frames
{
    public const int HeaderLength = 5;

    public static byte[] Of(IMessage message)
    {
        var writer = new ArrayBufferWriter<byte>(256);
        Write(writer, message);
        return writer.WrittenSpan.ToArray();
    }

    public static void Write(IBufferWriter<byte> to, IMessage message)
    {
        var length = message.CalculateSize();
        var frame = to.GetSpan(HeaderLength + length)[..(HeaderLength + length)];
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        message.WriteTo(frame[HeaderLength..]);
        to.Advance(frame.Length);
    }
}

/// <summary>Takes frames from a stream that breaks them anywhere and joins them anyhow.</summary>
internal sealed class FrameReader(Stream stream) : IDisposable
{
    /// <summary>A stored fact can come near 16 MiB.</summary>
    public const int MaxLength = 17 << 20;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _start;
    private int _end;

    /// <summary>The next message is here already, so that taking it waits for nothing.</summary>
    public bool HasNext => Length() is { } length && _end - _start >= Frames.HeaderLength + length;

    /// <summary>The next message, valid until the next call; null where the stream ends between two.</summary>
    /// <exception cref="IOException">The stream ends within a message.</exception>
    /// <exception cref="InvalidDataException">The next bytes are no message this program can take.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> Next(CancellationToken ct)
    {
        while (!HasNext)
        {
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            if (read == 0) return _start == _end ? null : throw new EndOfStreamException("the answer ended within a message");
            _end += read;
        }
        var message = _buffer.AsMemory(_start + Frames.HeaderLength, Length()!.Value);
        _start += Frames.HeaderLength + message.Length;
        return message;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private int? Length()
    {
        if (_end - _start < Frames.HeaderLength) return null;
        if (_buffer[_start] != 0) throw new InvalidDataException("the server compressed a message, which nobody asked for");
        var length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start + 1));
        return length <= MaxLength ? (int)length : throw new InvalidDataException($"the server announced a message of {length} bytes; at most {MaxLength} are taken");
    }

    private void MakeRoom()
    {
        var needed = Frames.HeaderLength + (Length() ?? 0);
        var larger = needed > _buffer.Length ? ArrayPool<byte>.Shared.Rent(needed) : _buffer;
        if (_start == 0 && larger == _buffer && _end < _buffer.Length) return;
        _buffer.AsSpan(_start.._end).CopyTo(larger);
        if (larger != _buffer) ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _end, _start) = (larger, _end - _start, 0);
    }
}
