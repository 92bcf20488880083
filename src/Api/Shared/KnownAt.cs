using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Api.Shared;

/// <summary>How much of the log was known: up to a position as a stamp names it, or what had been recorded by an instant.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct KnownAt
{
    public LogPosition? Position { get; private init; }

    public Moment? Moment { get; private init; }

    public override string ToString() => Position?.ToString() ?? Moment?.ToString() ?? "";

    private sealed class Converter : JsonConverter<KnownAt>
    {
        public override KnownAt Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (Shared.Moment.TryParse(text, out var moment)) return new() { Moment = moment };
            return LogPosition.TryParse(text, out var position) ? new() { Position = position } : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, KnownAt at, JsonSerializerOptions options) => writer.WriteStringValue(at.ToString());
    }
}
