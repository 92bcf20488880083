using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.Domain.Definitions;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Reads a request from JSON; when it does not fit, says of every field why.</summary>
internal static class StrictJson
{
    public static T Read<T>(ReadOnlySpan<byte> utf8) where T : class => (T)Read(typeof(T), "", utf8);

    /// <param name="type">What is expected.</param>
    /// <param name="within">The field of the request that this is the content of; empty where it is all of it.</param>
    /// <param name="utf8">The JSON.</param>
    public static object Read(Type type, string within, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type, ApiJson.Options) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new RejectedException(Explain(type, within, utf8.ToArray()));
        }
    }

    private static Problem Explain(Type type, string within, byte[] utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var errors = new Dictionary<string, string[]>();
            Explain(within, document.RootElement, type, errors);
            return errors.Count > 0 ? Problem.Fields(errors) : new(StatusCodes.Status400BadRequest, "invalid-request", "The body does not fit this request.");
        }
        catch (JsonException malformed)
        {
            var place = malformed.LineNumber is { } line ? $" at line {line + 1}, position {malformed.BytePositionInLine + 1}" : "";
            return new(StatusCodes.Status400BadRequest, "malformed-json", $"The body is not JSON{place}, or says a field twice.");
        }
    }

    private static void Explain(string name, JsonElement value, Type type, Dictionary<string, string[]> errors)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var contract = ApiJson.Options.GetTypeInfo(type);
        if (contract is { Type.IsAbstract: true, PolymorphismOptions: { } choice } && value.ValueKind == JsonValueKind.Object)
            ExplainChoice(name, value, choice, errors);
        else if (contract.Kind == JsonTypeInfoKind.Object && value.ValueKind == JsonValueKind.Object)
            ExplainFields(name.Length == 0 ? "" : name + ".", value, contract, errors);
        else if (contract.Kind == JsonTypeInfoKind.Enumerable && value.ValueKind == JsonValueKind.Array)
            foreach (var (item, index) in value.EnumerateArray().Select((item, index) => (item, index)))
                Explain($"{name}[{index}]", item, contract.ElementType!, errors);
        else if (!Fits(value, type))
            errors[name.Length == 0 ? "body" : name] = [$"{Expected(type, contract)} is expected."];
    }

    /// <summary>One of several kinds of record, which a field of it names.</summary>
    private static void ExplainChoice(string name, JsonElement value, JsonPolymorphismOptions choice, Dictionary<string, string[]> errors)
    {
        var kind = choice.TypeDiscriminatorPropertyName;
        var chosen = value.TryGetProperty(kind, out var given) && given.ValueKind == JsonValueKind.String
            ? choice.DerivedTypes.FirstOrDefault(derived => derived.TypeDiscriminator as string == given.GetString()).DerivedType : null;
        if (chosen is null) errors[$"{name}.{kind}"] = [$"One of {string.Join(", ", choice.DerivedTypes.Select(derived => derived.TypeDiscriminator))} is expected."];
        else ExplainFields(name + ".", value, ApiJson.Options.GetTypeInfo(chosen), errors, besides: kind);
    }

    private static void ExplainFields(string prefix, JsonElement value, JsonTypeInfo contract, Dictionary<string, string[]> errors, string? besides = null)
    {
        foreach (var sent in value.EnumerateObject().Where(sent => sent.Name != besides))
            if (contract.Properties.FirstOrDefault(p => p.Name == sent.Name) is not { } property)
                errors[prefix + sent.Name] = ["This field is not known here."];
            else if (sent.Value.ValueKind == JsonValueKind.Null)
                _ = IsOptional(property) || errors.TryAdd(prefix + sent.Name, ["This must not be null."]);
            else
                Explain(prefix + sent.Name, sent.Value, property.PropertyType, errors);

        foreach (var property in contract.Properties.Where(p => p.AssociatedParameter is { HasDefaultValue: false } && !value.TryGetProperty(p.Name, out _)))
            errors[prefix + property.Name] = ["This field is required."];
    }

    private static bool IsOptional(JsonPropertyInfo property) => property.AssociatedParameter?.IsNullable ?? property.IsSetNullable;

    private static bool Fits(JsonElement value, Type type)
    {
        try
        {
            return value.Deserialize(type, ApiJson.Options) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Expected(Type type, JsonTypeInfo contract) => (type, contract.Kind) switch
    {
        ({ IsEnum: true }, _) => $"One of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}",
        (_, JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary) => "An object",
        (_, JsonTypeInfoKind.Enumerable) => "A list",
        _ when type == typeof(Moment) => "An instant with its offset such as 2026-03-01T10:00:00+01:00, or a date such as 2026-03-01,",
        _ when type == typeof(DefinitionId) => "A definition such as stage/v2",
        _ when type == typeof(DateOnly) => "A date such as 2026-03-01",
        _ when type == typeof(TimeOnly) => "A time such as 09:30, or 00:00 for midnight,",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "A whole number",
        _ when type == typeof(decimal) => "A number",
        _ when type == typeof(string) => "Text",
        _ when type == typeof(Guid) || type.Name.EndsWith("Id", StringComparison.Ordinal) => "A GUID",
        _ => "Text",
    };
}
