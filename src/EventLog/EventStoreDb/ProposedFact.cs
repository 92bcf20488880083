using System.Buffers.Binary;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>
/// A fact as it is sent, an <c>AppendReq</c> with a <c>ProposedMessage</c> of streams.proto: the one request that is written by hand, because
/// an append of many facts would spend an eighth of its time on the messages.
/// </summary>
internal static class ProposedFact
{
    /// <summary>A large request in one piece would keep the collector of large objects busier than the network.</summary>
    private const int BytesOfPart = 64 << 10;

    private const int BesideContent = 128;

    /// <summary>The facts' frames in their order, many in a part.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Parts(IReadOnlyList<EncodedFact> facts)
    {
        for (int first = 0, next = 0; first < facts.Count; first = next)
        {
            var bytes = 0;
            for (; next < facts.Count && (next == first || bytes + MostBytes(facts[next]) <= BytesOfPart); next++) bytes += MostBytes(facts[next]);
            var part = new WireWriter(bytes);
            for (var i = next - 1; i >= first; i--) Write(part, facts[i]);
            yield return part.Written;
        }
    }

    /// <summary>No frame of the fact is longer.</summary>
    private static int MostBytes(EncodedFact fact) => BesideContent + fact.Data.Length + fact.Metadata.Length + 3 * fact.Type.Length;

    private static void Write(WireWriter to, EncodedFact fact)
    {
        var end = to.Start;
        to.Field(4, fact.Data);
        to.Field(3, fact.Metadata);
        Property(to, "type", fact.Type);
        Property(to, "content-type", "application/json");
        Id(to, fact.Id);
        to.Message(2, end);
        to.Frame(end);
    }

    private static void Property(WireWriter to, string key, string value)
    {
        var end = to.Start;
        to.Field(2, value);
        to.Field(1, key);
        to.Message(2, end);
    }

    /// <summary>The sixteen bytes as written, in two big-endian halves.</summary>
    private static void Id(WireWriter to, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var end = to.Start;
        to.Field(2, BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        to.Field(1, BinaryPrimitives.ReadUInt64BigEndian(bytes));
        to.Message(1, end);
        to.Message(1, end);
    }
}
