using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Ids as plain GUID strings, also where they are keys.</summary>
public sealed class IdConverter : JsonConverterFactory
{
    public override bool CanConvert(Type type) => AnyId.Is(type);

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!;

    private sealed class Of<TId> : JsonConverter<TId> where TId : struct, IId<TId>
    {
        public override TId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TId.Of(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, TId id, JsonSerializerOptions options) => writer.WriteStringValue(id.Value);

        public override TId ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TId.Of(Guid.ParseExact(reader.GetString()!, "D"));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, TId id, JsonSerializerOptions options) =>
            writer.WritePropertyName(id.Value.ToString("D"));
    }
}
