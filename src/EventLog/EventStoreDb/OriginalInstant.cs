using System.Globalization;
using System.Text;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>
/// When a fact was first recorded, kept by a copy of a log as the first property of the event's metadata and taken out again, to the byte,
/// when it is read (ADR 7). EventStoreDB itself stamps every event anew.
/// </summary>
internal static class OriginalInstant
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";
    private const int InstantLength = 27;

    private static ReadOnlySpan<byte> Start => "{\"originalRecordedAt\":\""u8;

    private static int Length => Start.Length + InstantLength + 1;

    /// <exception cref="ArgumentException">The metadata is no JSON object, or says already when it was first recorded.</exception>
    public static byte[] Put(DateTimeOffset recordedAt, ReadOnlySpan<byte> metadata)
    {
        if (metadata is not [(byte)'{', ..] || metadata.StartsWith(Start))
            throw new ArgumentException("Metadata to copy must be a JSON object and must not begin with originalRecordedAt, which belongs to the copy.", nameof(metadata));
        var instant = Encoding.ASCII.GetBytes(recordedAt.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
        var comma = metadata[1..].TrimStart(" \t\r\n"u8) is [(byte)'}', ..] ? ""u8 : ","u8;
        return [.. Start, .. instant, (byte)'"', .. comma, .. metadata[1..]];
    }

    /// <summary>The metadata as it was, and the instant where a copy put one.</summary>
    public static (DateTimeOffset? RecordedAt, ReadOnlyMemory<byte> Metadata) Take(ReadOnlyMemory<byte> stored)
    {
        if (!stored.Span.StartsWith(Start) || stored.Length <= Length) return (null, stored);
        var instant = Encoding.ASCII.GetString(stored.Span.Slice(Start.Length, InstantLength));
        if (!DateTimeOffset.TryParseExact(instant, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var recordedAt)) return (null, stored);
        var rest = stored.Span[Length..];
        return (recordedAt, (byte[])[(byte)'{', .. rest[0] == ',' ? rest[1..] : rest]);
    }
}
