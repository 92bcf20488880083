using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.Api.Shared;

/// <summary>How the API reads and writes JSON: camelCase, kebab-case words, nothing unknown, nothing twice.</summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.AllowDuplicateProperties = false;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Forget } };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.Converters.Add(new IdConverterFactory());
        options.Converters.Add(new DefinitionIdConverter());
        options.Converters.Add(new TimeOfDayConverter());
        options.Converters.Add(new PersonalConverter());
        return options;
    }

    // What is ignored would be ignored in requests too, where it has to be named as unknown.
    private static void Forget(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
            if (type.Properties[i] is { Get: null, Set: null, AssociatedParameter: null })
                type.Properties.RemoveAt(i);
    }
}
