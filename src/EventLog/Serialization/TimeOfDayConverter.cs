using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Times of a day as people write them: <c>09:30</c>.</summary>
public sealed class TimeOfDayConverter : JsonConverter<TimeOnly>
{
    public override TimeOnly Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && TimeOnly.TryParseExact(reader.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeOnly time, JsonSerializerOptions options) =>
        writer.WriteStringValue(time.ToString("HH:mm", CultureInfo.InvariantCulture));
}
