using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>The lists and maps of a card as JSON columns, always written the same way.</summary>
internal static class Documents
{
    public static readonly Json Empty = new("{}");

    public static readonly Json None = new("[]");

    public static Json Words<TEnum>(IReadOnlyList<TEnum> words) where TEnum : struct, Enum => Texts(words.Select(word => (string?)Columns.Word(word)));

    public static Json Texts(IReadOnlyList<Personal> texts) => Texts(texts.Select(text => text.Text));

    public static Json Phones(IReadOnlyList<Phone> phones) => Write([.. phones.Select(PhoneText.Of)], DocumentJson.Relaxed.PhoneTextArray);

    public static Json With(Json map, string name, Personal? value) => Set(map, name, value is { } text ? (true, text.Text) : default, DocumentJson.Relaxed.SortedDictionaryStringString);

    public static Json With(Json map, ContactPersonId person, ContactPersonDetails? details) =>
        Set(map, person.Value.ToString("D"), details is null ? default : (true, PersonText.Of(details)), DocumentJson.Relaxed.SortedDictionaryStringPersonText);

    public static Json Keys(IReadOnlyList<(KeyKind Kind, Personal Text)> texts) => Write(
        [
            .. texts
                .Select(text => (text.Kind, Value: CustomerKeys.Normalise(text.Kind, text.Text)))
                .Where(key => key.Value is not null)
                .Select(key => new KeyText(Columns.Word(key.Kind), key.Value!)),
        ], DocumentJson.Relaxed.KeyTextArray);

    public static IEnumerable<(KeyKind Kind, string Value)> ReadKeys(Json keys) =>
        JsonSerializer.Deserialize(keys.Text, DocumentJson.Relaxed.KeyTextArray)!.Select(key => (Columns.Member<KeyKind>(key.Kind), key.Value));

    private static Json Texts(IEnumerable<string?> texts) => Write([.. texts], DocumentJson.Relaxed.StringArray);

    private static Json Set<T>(Json map, string name, (bool IsThere, T? Value) entry, JsonTypeInfo<SortedDictionary<string, T?>> type)
    {
        var sorted = new SortedDictionary<string, T?>(JsonSerializer.Deserialize(map.Text, type)!, StringComparer.Ordinal);
        if (entry.IsThere) sorted[name] = entry.Value;
        else sorted.Remove(name);
        return Write(sorted, type);
    }

    private static Json Write<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(value, type));
}

/// <summary>A word that finds the customer, as kept with its field.</summary>
internal sealed record KeyText(string Kind, string Value);

/// <summary>A phone as a card keeps it.</summary>
internal sealed record PhoneText(string? Number, string? Extension)
{
    public static PhoneText Of(Phone phone) => new(phone.Number.Text, phone.Extension?.Text);
}

/// <summary>A contact person as a card keeps them.</summary>
internal sealed record PersonText(string? Name, string? Position, string? Role, PhoneText[] Phones, string?[] Emails, string? Birthday)
{
    public static PersonText Of(ContactPersonDetails details) => new(
        details.Name.Text, details.Position, details.Role, [.. details.Phones.Select(PhoneText.Of)], [.. details.Emails.Select(email => email.Text)], details.Birthday?.Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(KeyText[]))]
[JsonSerializable(typeof(PhoneText[]))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
[JsonSerializable(typeof(SortedDictionary<string, PersonText>))]
internal sealed partial class DocumentJson : JsonSerializerContext
{
    /// <summary>Letters of any script as themselves.</summary>
    public static DocumentJson Relaxed => Plain.Json;

    private static class Plain
    {
        public static readonly DocumentJson Json = new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
