using System.Collections;
using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Checks every field of a request that has been read, and says of each what is wrong.</summary>
internal sealed class FieldCheck(DateTimeOffset now)
{
    private const int MostItems = 100;

    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Field>> Fields = new();

    private readonly Dictionary<string, string[]> _errors = [];

    public static void Check(object request, DateTimeOffset now)
    {
        var check = new FieldCheck(now);
        check.Record("", request);
        if (check._errors.Count > 0) throw new RejectedException(Problem.Fields(check._errors));
    }

    private void Record(string prefix, object record)
    {
        foreach (var field in Fields.GetOrAdd(record.GetType(), FieldsOf))
            if (field.Get(record) is { } value) Value(prefix + field.Name, value, field.Rules, field.IsOptional);
    }

    private void Value(string name, object value, IReadOnlyList<RuleAttribute> rules, bool optional)
    {
        if (value is Personal personal) value = personal.Text ?? "";
        if ((BuiltIn(value, rules, optional) ?? rules.Select(rule => rule.Broken(value, now)).FirstOrDefault(s => s is not null)) is { } sentence)
            _errors[name] = [sentence];
        else if (value is IDictionary entries)
            foreach (DictionaryEntry entry in entries)
            {
                Value($"{name}.{entry.Key}", entry.Key, rules, false);
                if (entry.Value is not null) Value($"{name}.{entry.Key}", entry.Value, rules, true);
            }
        else if (value is IEnumerable items and not string)
            foreach (var (item, index) in items.Cast<object?>().Select((item, index) => (item, index)))
                if (item is null) _errors[$"{name}[{index}]"] = ["This must not be null."];
                else Value($"{name}[{index}]", item, rules, false);
        else if (IsRecord(value))
            Record(name + ".", value);
    }

    private static string? BuiltIn(object value, IReadOnlyList<RuleAttribute> rules, bool optional) => value switch
    {
        string text when text.Contains('\0') => "The character U+0000 is not accepted.",
        string text when !optional && string.IsNullOrWhiteSpace(text) => "This must not be empty.",
        string { Length: > 200 } when !rules.OfType<LongestAttribute>().Any() => "At most 200 characters are accepted.",
        Moment { Year: < 1900 } or DateOnly { Year: < 1900 } or DateTimeOffset { Year: < 1900 } => "Dates before 1900 are not accepted.",
        Moment { Year: > 2200 } or DateOnly { Year: > 2200 } or DateTimeOffset { Year: > 2200 } => "Dates after 2200 are not accepted.",
        Guid id when id == Guid.Empty => "The GUID of zeros names nothing.",
        Phone { Number.Text: { } number } when !number.Any(char.IsAsciiDigit) && !number.Contains('\0') => "A phone number has digits.",
        ICollection { Count: > MostItems } when !rules.OfType<MostAttribute>().Any() => $"At most {MostItems} items are accepted.",
        _ => null,
    };

    private static bool IsRecord(object value) =>
        ApiJson.Options.GetTypeInfo(value.GetType()).Kind == JsonTypeInfoKind.Object;

    /// <summary>Those that can be wrong in a way that reading them does not show.</summary>
    private static IReadOnlyList<Field> FieldsOf(Type record)
    {
        List<Field> fields = [];
        foreach (var property in ApiJson.Options.GetTypeInfo(record).Properties)
        {
            var (type, rules) = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, RulesOf(property));
            if (property.Get is { } get && (rules.Length > 0 || !IsRightOnceRead(type))) fields.Add(new(property.Name, get, rules, property.IsGetNullable));
        }
        return fields;
    }

    private static bool IsRightOnceRead(Type type) => type.IsEnum || type.IsPrimitive || AnyId.Is(type);

    private static RuleAttribute[] RulesOf(JsonPropertyInfo property) =>
    [
        .. property.AttributeProvider?.GetCustomAttributes(typeof(RuleAttribute), true).Cast<RuleAttribute>() ?? [],
        .. property.AssociatedParameter?.AttributeProvider?.GetCustomAttributes(typeof(RuleAttribute), true).Cast<RuleAttribute>() ?? [],
    ];

    private sealed record Field(string Name, Func<object, object?> Get, IReadOnlyList<RuleAttribute> Rules, bool IsOptional);
}
