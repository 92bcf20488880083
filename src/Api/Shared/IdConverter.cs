using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Ids of every kind as plain GUIDs.</summary>
internal sealed class IdConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type type) => AnyId.Is(type);

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(IdConverter<>).MakeGenericType(type))!;
}

internal sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var id) ? TId.Of(id) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TId id, JsonSerializerOptions options) => writer.WriteStringValue(id.Value);
}

/// <summary>Personal text as a string; erased text as null.</summary>
internal sealed class PersonalConverter : JsonConverter<Personal>
{
    public override Personal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? new Personal(reader.GetString()) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
}
