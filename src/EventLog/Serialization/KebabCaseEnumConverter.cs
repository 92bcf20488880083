using System.Text.Json;
using System.Text.Json.Serialization;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Enums as kebab-case words, never as numbers.</summary>
public sealed class KebabCaseEnumConverter : JsonConverterFactory
{
    private static readonly JsonStringEnumConverter Words = new(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);

    public override bool CanConvert(Type type) => type.IsEnum;

    public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) => Words.CreateConverter(type, options);
}
