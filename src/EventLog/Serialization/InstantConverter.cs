using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Instants as ISO 8601 in UTC with six decimals; what is finer than a microsecond is cut off.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const int UpToMicroseconds = 26;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset at, JsonSerializerOptions options) => Write(writer, at);

    public static void Write(Utf8JsonWriter writer, DateTimeOffset at)
    {
        Span<byte> text = stackalloc byte[28];
        Utf8Formatter.TryFormat(at.UtcDateTime, text, out _, 'O');
        text[UpToMicroseconds] = (byte)'Z';
        writer.WriteStringValue(text[..(UpToMicroseconds + 1)]);
    }
}
