using System.Buffers.Binary;

namespace EventSourcedCrm.EventStoreServer.Grpc;

/// <summary>Ids on the wire: two big-endian halves, or text.</summary>
internal static class Uuid
{
    public static UUID Structured(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new()
        {
            Structured = new()
            {
                MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes),
                LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes[8..]),
            },
        };
    }

    public static UUID Text(Guid id) => new() { String = id.ToString() };

    public static Guid Parse(UUID? id)
    {
        if (id?.ValueCase == UUID.ValueOneofCase.String) return Guid.TryParse(id.String, out var parsed) ? parsed : Guid.Empty;

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, id?.Structured?.MostSignificantBits ?? 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], id?.Structured?.LeastSignificantBits ?? 0);
        return new(bytes, bigEndian: true);
    }
}
