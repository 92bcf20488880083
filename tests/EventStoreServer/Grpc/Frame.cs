using System.Buffers.Binary;
using Google.Protobuf;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>One message on the wire: a flag that it is not compressed, its length, its bytes.</summary>
internal static class Frame
{
    public const int HeaderLength = 5;

    public static byte[] Of(IMessage message)
    {
        var frame = new byte[HeaderLength + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - HeaderLength);
        message.WriteTo(frame.AsSpan(HeaderLength));
        return frame;
    }
}
