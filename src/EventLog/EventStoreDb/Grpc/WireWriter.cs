using System.Buffers.Binary;
using System.Text;

namespace EventSourcedCrm.EventLog.EventStoreDb.Grpc;

/// <summary>
/// Writes messages from their last byte to their first: what precedes a field is its length, which is known by then without having been
/// reckoned before.
/// </summary>
internal sealed class WireWriter(int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity);

    /// <summary>Where what was written last begins.</summary>
    public int Start { get; private set; } = capacity;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(Start);

    public void Field(int field, ulong number)
    {
        Varint(number);
        Varint((ulong)field << 3);
    }

    public void Field(int field, ReadOnlySpan<byte> bytes)
    {
        var end = Start;
        Prepend(bytes);
        Message(field, end);
    }

    public void Field(int field, string text)
    {
        var end = Start;
        Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetByteCount(text)));
        Message(field, end);
    }

    /// <summary>Makes all from here to the end given the content of a field.</summary>
    public void Message(int field, int end)
    {
        Varint((ulong)(end - Start));
        Varint((ulong)field << 3 | 2);
    }

    /// <summary>Makes all from here to the end given a frame.</summary>
    public void Frame(int end)
    {
        var length = end - Start;
        var header = Room(Frames.HeaderLength);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
    }

    public void Prepend(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Room(bytes.Length));

    private Span<byte> Room(int length) => _bytes.AsSpan(Start -= length, length);

    private void Varint(ulong number)
    {
        Span<byte> digits = stackalloc byte[10];
        var length = 0;
        for (; number >= 0x80; number >>= 7) digits[length++] = (byte)(number | 0x80);
        digits[length++] = (byte)number;
        Prepend(digits[..length]);
    }
}
