using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>Every type of fact that is stored: its name, how it is written, and what it means today.</summary>
public sealed class FactTypes
{
    private static readonly ConcurrentDictionary<Type, string> Names = new();

    private readonly FrozenDictionary<string, StoredType> _byName;
    private readonly FrozenDictionary<Type, StoredType> _byType;

    public FactTypes(IEnumerable<Type> facts, JsonSerializerContext json, IReadOnlyList<Upcaster> upcasters)
    {
        var upcast = upcasters.ToDictionary(u => u.Old, u => u.Upcast);
        _byType = facts.ToFrozenDictionary(type => type, type => Stored(type, json, upcast.GetValueOrDefault(type)));
        _byName = _byType.Values.ToFrozenDictionary(stored => stored.Name, StringComparer.Ordinal);
    }

    /// <summary>The facts of the domain and the old versions still read.</summary>
    public static FactTypes Domain { get; } = new(
        [.. typeof(IFact).Assembly.GetTypes().Where(IsStored), .. Upcaster.All.Select(u => u.Old)], FactJson.Stored, Upcaster.All);

    public IEnumerable<Type> All => _byType.Keys;

    public static string NameOf(Type fact) => Names.GetOrAdd(fact, static type => type.GetCustomAttribute<StoredAttribute>()?.Name
        ?? throw new InvalidOperationException($"{type.Name} has no stored name: mark it [Stored(\"…-v1\")]."));

    internal StoredType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>How to write a fact; old versions and unknown facts are only ever read.</summary>
    internal StoredType ToWrite(IFact fact) => _byType.GetValueOrDefault(fact.GetType()) switch
    {
        null => throw new InvalidOperationException($"{fact.GetType().Name} is not a stored fact."),
        { Upcast: not null } old => throw new InvalidOperationException($"{old.Name} is an old version: it is read, never appended."),
        var stored => stored,
    };

    /// <summary>The fact as it is understood today.</summary>
    internal IFact Today(IFact fact)
    {
        while (_byType.GetValueOrDefault(fact.GetType())?.Upcast is { } upcast) fact = upcast(fact);
        return fact;
    }

    private static bool IsStored(Type type) => type.IsClass && !type.IsAbstract && type.IsAssignableTo(typeof(IFact));

    private static StoredType Stored(Type type, JsonSerializerContext context, Func<IFact, IFact>? upcast)
    {
        var json = context.GetTypeInfo(type)
            ?? throw new InvalidOperationException($"{type.Name} cannot be stored: add [JsonSerializable(typeof({type.Name}))] to {context.GetType().Name}.");
        return new(NameOf(type), json, HoldsPersonal(json, []), upcast);
    }

    private static bool HoldsPersonal(JsonTypeInfo json, HashSet<Type> seen)
    {
        if (json.Type == typeof(Personal)) return true;
        if (!seen.Add(json.Type)) return false;
        var parts = json.Properties.Select(p => p.PropertyType).Append(json.ElementType).Append(json.KeyType).Append(Nullable.GetUnderlyingType(json.Type));
        return parts.OfType<Type>().Any(part => HoldsPersonal(json.Options.GetTypeInfo(part), seen));
    }
}

/// <summary>One stored type: whether it holds personal values decides whether its customer's key is needed at all.</summary>
internal sealed record StoredType(string Name, JsonTypeInfo Json, bool Personal, Func<IFact, IFact>? Upcast)
{
    /// <summary>A stored fact as it was when it was written.</summary>
    public Func<CanonicalFact, IFact> Read { get; } = stored => JsonSerializer.Deserialize(stored.Data.Span, Json) as IFact ?? throw new JsonException("It is null.");
}
