using System.Text.Json;
using EventSourcedCrm.Domain.Shared;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Whether a value that differs is one that should have gone when a person was erased.</summary>
internal static class Erasure
{
    /// <summary>Those of the customers whose key was destroyed.</summary>
    public static async Task<IReadOnlySet<CustomerId>> Among(IReadOnlyCollection<CustomerId> customers, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("select customer from control.subject_key where customer = any($1) and key is null", connection)
        {
            Parameters = { new() { Value = customers.Select(customer => customer.Value).ToArray() } },
        };
        await using var reader = await query.ExecuteReaderAsync(ct);
        HashSet<CustomerId> erased = [];
        while (await reader.ReadAsync(ct)) erased.Add(new(reader.GetGuid(0)));
        return erased;
    }

    /// <summary>What is there differs from what is expected only by saying more.</summary>
    public static bool SaysMore(string? there, string? expected)
    {
        if (there is null) return false;
        if (expected is null) return true;
        try
        {
            using var more = JsonDocument.Parse(there);
            using var less = JsonDocument.Parse(expected);
            return SaysMore(more.RootElement, less.RootElement);
        }
        catch (JsonException)
        {
            return false; // other text, all of which is said or none
        }
    }

    private static bool SaysMore(JsonElement there, JsonElement expected) => (there.ValueKind, expected.ValueKind) switch
    {
        (_, JsonValueKind.Null) => true,
        (JsonValueKind.Array, JsonValueKind.Array) => expected.GetArrayLength() <= there.GetArrayLength()
            && expected.EnumerateArray().Zip(there.EnumerateArray()).All(pair => SaysMore(pair.Second, pair.First)),
        (JsonValueKind.Object, JsonValueKind.Object) => expected.EnumerateObject().All(property =>
            there.TryGetProperty(property.Name, out var value) && SaysMore(value, property.Value)),
        _ => JsonElement.DeepEquals(there, expected),
    };
}
