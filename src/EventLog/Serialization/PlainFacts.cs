using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Facts as JSON for those who may read them: written as they are stored, but personal values in plain text, or null once erased.</summary>
public static class PlainFacts
{
    private static readonly FactJson Plain = new(WithoutSeal());

    /// <summary>Null for a fact of a type this program does not know.</summary>
    public static string? Write(IFact fact) =>
        fact is UnknownFact ? null : JsonSerializer.Serialize(fact, Plain.Options.GetTypeInfo(fact.GetType()));

    private static JsonSerializerOptions WithoutSeal()
    {
        var options = new JsonSerializerOptions(FactJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        options.Converters.Remove(options.Converters.Single(converter => converter is PersonalConverter));
        options.Converters.Add(new InPlainText());
        return options;
    }

    private sealed class InPlainText : JsonConverter<Personal>
    {
        public override Personal Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(reader.GetString());

        public override void Write(Utf8JsonWriter writer, Personal value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
