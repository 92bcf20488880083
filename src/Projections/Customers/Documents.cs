using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>The lists and maps of a card as JSON columns, always written the same way.</summary>
internal static class Documents
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static readonly Json Empty = new("{}");

    public static readonly Json None = new("[]");

    public static Json Words<TEnum>(IReadOnlyList<TEnum> words) where TEnum : struct, Enum => Array(words.Select(word => (JsonNode?)Columns.Word(word)));

    public static Json Texts(IReadOnlyList<Personal> texts) => Array(texts.Select(text => (JsonNode?)text.Text));

    public static Json Phones(IReadOnlyList<Phone> phones) => Array(phones.Select(phone => (JsonNode?)Node(phone)));

    public static Json With(Json map, string name, Personal? value) => Set(map, name, value is { } text ? JsonValue.Create(text.Text) : null, remove: value is null);

    public static Json With(Json map, ContactPersonId person, ContactPersonDetails? details) =>
        Set(map, person.Value.ToString("D"), details is null ? null : Node(details), remove: details is null);

    public static Json Keys(IReadOnlyList<(KeyKind Kind, Personal Text)> texts) => Array(texts
        .Select(text => (text.Kind, Value: CustomerKeys.Normalise(text.Kind, text.Text)))
        .Where(key => key.Value is not null)
        .Select(key => (JsonNode?)new JsonObject { ["kind"] = Columns.Word(key.Kind), ["value"] = key.Value }));

    public static IEnumerable<(KeyKind Kind, string Value)> ReadKeys(Json keys) => JsonNode.Parse(keys.Text)!.AsArray()
        .Select(key => (Columns.Member<KeyKind>((string)key!["kind"]!), (string)key["value"]!));

    private static JsonObject Node(Phone phone) => new() { ["number"] = phone.Number.Text, ["extension"] = phone.Extension?.Text };

    private static JsonObject Node(ContactPersonDetails details) => new()
    {
        ["name"] = details.Name.Text,
        ["position"] = details.Position,
        ["role"] = details.Role,
        ["phones"] = new JsonArray([.. details.Phones.Select(phone => (JsonNode?)Node(phone))]),
        ["emails"] = new JsonArray([.. details.Emails.Select(email => (JsonNode?)email.Text)]),
        ["birthday"] = details.Birthday?.Text,
    };

    private static Json Set(Json map, string name, JsonNode? value, bool remove)
    {
        var sorted = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var (known, kept) in JsonNode.Parse(map.Text)!.AsObject()) sorted[known] = kept?.DeepClone();
        if (remove) sorted.Remove(name);
        else sorted[name] = value;
        return new(new JsonObject(sorted).ToJsonString(Plain));
    }

    private static Json Array(IEnumerable<JsonNode?> items) => new(new JsonArray([.. items]).ToJsonString(Plain));
}
