using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>Takes the messages of a request one by one, wherever HTTP/2 has cut them.</summary>
internal sealed class FrameReader(PipeReader body)
{
    private const int LargestMessage = 16 * 1024 * 1024 - 10_000;

    /// <summary>The next message, or null after the client's last.</summary>
    public async ValueTask<T?> Read<T>(MessageParser<T> parser, CancellationToken ct) where T : class, IMessage<T>
    {
        while (true)
        {
            var read = await body.ReadAsync(ct);
            var buffer = read.Buffer;
            if (TryTake(ref buffer, out var payload))
            {
                var message = Parse(parser, payload);
                body.AdvanceTo(buffer.Start);
                return message;
            }
            if (read.IsCompleted) return buffer.IsEmpty ? null : throw new GrpcError(StatusCode.Internal, "Incomplete message.");
            body.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTake(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> payload)
    {
        payload = default;
        if (buffer.Length < Frame.HeaderLength) return false;

        Span<byte> header = stackalloc byte[Frame.HeaderLength];
        buffer.Slice(0, Frame.HeaderLength).CopyTo(header);
        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (header[0] != 0) throw new GrpcError(StatusCode.Internal, "Request sent a compressed message without grpc-encoding.");
        if (length > LargestMessage) throw new GrpcError(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");
        if (buffer.Length < Frame.HeaderLength + length) return false;

        payload = buffer.Slice(Frame.HeaderLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySequence<byte> payload) where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(payload);
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw new GrpcError(StatusCode.Internal, malformed.Message);
        }
    }
}
