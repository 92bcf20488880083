using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Names of definitions as they are said: <c>stage/v2</c>.</summary>
public sealed class DefinitionIdConverter : JsonConverter<DefinitionId>
{
    public override DefinitionId Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && DefinitionId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DefinitionId id, JsonSerializerOptions options) => writer.WriteStringValue(id.ToString());
}
