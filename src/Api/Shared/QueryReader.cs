using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Turns a path and a query string into a question, as strictly as a body: what is unknown is named, never ignored.</summary>
public sealed class QueryReader(TimeProvider clock)
{
    internal TRequest Read<TRequest>(HttpContext http) where TRequest : class, IQueryRequest
    {
        var request = Read<TRequest>(http, _ => true);
        request.Context = new(http.Caller(), clock.GetUtcNow(), Headers.ReadAfter(http));
        return request;
    }

    /// <summary>A question with what is asked beside it: each field goes to the second where that knows it, else to the first.</summary>
    internal (TRequest Request, TBeside Beside) Read<TRequest, TBeside>(HttpContext http) where TRequest : class, IQueryRequest where TBeside : class
    {
        var known = ApiJson.Options.GetTypeInfo(typeof(TBeside)).Properties.Select(property => property.Name).ToHashSet();
        var beside = Read<TBeside>(http, known.Contains);
        var request = Read<TRequest>(http, name => !known.Contains(name));
        request.Context = new(http.Caller(), clock.GetUtcNow(), Headers.ReadAfter(http));
        return (request, beside);
    }

    private T Read<T>(HttpContext http, Predicate<string> isWanted) where T : class
    {
        var contract = ApiJson.Options.GetTypeInfo(typeof(T));
        var given = new JsonObject();
        foreach (var (name, value) in http.Request.RouteValues.Where(part => isWanted(part.Key))) given[name] = Node(contract, name, [value?.ToString()]);
        foreach (var (name, values) in http.Request.Query.Where(part => isWanted(part.Key))) given[name] = Node(contract, name, values);
        var read = StrictJson.Read<T>(JsonSerializer.SerializeToUtf8Bytes(given));
        FieldCheck.Check(read, clock.GetUtcNow());
        return read;
    }

    private static JsonNode? Node(JsonTypeInfo contract, string name, IEnumerable<string?> values)
    {
        var property = contract.Properties.FirstOrDefault(property => property.Name == name)?.PropertyType;
        if (property is null) return values.First();
        if (ApiJson.Options.GetTypeInfo(property) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element })
            return new JsonArray([.. values.SelectMany(value => (value ?? "").Split(',')).Select(value => Scalar(element, value))]);
        return values.Count() == 1 ? Scalar(property, values.Single() ?? "") : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
    }

    /// <summary>Numbers and truth values as JSON has them, where they are meant and can be read.</summary>
    private static JsonNode? Scalar(Type type, string text) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(bool) && bool.TryParse(text, out var yes) => yes,
        var t when (t == typeof(int) || t == typeof(long)) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var t when t == typeof(decimal) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => text,
    };
}
