using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog;

/// <summary>A fact as bytes, undecoded: what hashes, copies and exports cover. The hash leaves the position out, which differs between logs.</summary>
public sealed record CanonicalFact(
    LogPosition Position,
    StreamName Stream,
    long Revision,
    Guid Id,
    string Type,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata,
    DateTimeOffset RecordedAt)
{
    public static CanonicalFact Of(Recorded fact) =>
        new(fact.Position, fact.Stream, fact.Revision, fact.Id, fact.Type, fact.Data, fact.MetadataBytes, fact.RecordedAt);

    /// <summary>
    /// SHA-256 of stream, revision, id, type, data, metadata and recordedAt (microseconds since 1970) in this order. Texts (UTF-8)
    /// and bytes are preceded by their length in four bytes, numbers take eight, the id its sixteen as written; all big-endian.
    /// </summary>
    public byte[] Leaf()
    {
        var bytes = ArrayPool<byte>.Shared.Rent(64 + Encoding.UTF8.GetMaxByteCount(Stream.Value.Length + Type.Length) + Data.Length + Metadata.Length);
        try
        {
            var rest = bytes.AsSpan();
            Write(ref rest, Stream.Value);
            Write(ref rest, Revision);
            Id.TryWriteBytes(rest, bigEndian: true, out _);
            rest = rest[16..];
            Write(ref rest, Type);
            Write(ref rest, Data.Span);
            Write(ref rest, Metadata.Span);
            Write(ref rest, (RecordedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            return Sha256.Of(bytes.AsSpan(..^rest.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void Write(ref Span<byte> rest, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(rest, number);
        rest = rest[8..];
    }

    private static void Write(ref Span<byte> rest, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, rest[4..]);
        BinaryPrimitives.WriteInt32BigEndian(rest, length);
        rest = rest[(4 + length)..];
    }

    private static void Write(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, bytes.Length);
        bytes.CopyTo(rest[4..]);
        rest = rest[(4 + bytes.Length)..];
    }
}

/// <summary>A fact as it is stored, of which no more is decoded than is asked.</summary>
/// <param name="fact">As it is stored.</param>
/// <param name="kind">See <see cref="Kind"/>.</param>
/// <param name="customerOf">Finds the customer in its metadata.</param>
public readonly struct StoredFact(CanonicalFact fact, Type kind, Func<CanonicalFact, CustomerId?> customerOf)
{
    public CanonicalFact Fact { get; init; } = fact;

    /// <summary>The type of what it is decoded to; <see cref="IFact"/> where decoding alone tells that.</summary>
    public Type Kind { get; } = kind;

    /// <summary>The customer it concerns, where it concerns one; looked for each time.</summary>
    /// <exception cref="LogCorruptedException">Its metadata cannot be read.</exception>
    public CustomerId? Customer => customerOf(Fact);
}
