using System.Reflection;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Tests.Shared;

/// <summary>Makes a fact with something in every field, always the same, so that a field forgotten by the codec is noticed.</summary>
public static class Filled
{
    public static IFact Fact(Type type) => (IFact)Value(type, "");

    private static object Value(Type type, string name) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => Value(inner, name),
        _ when type == typeof(string) => $"{name} \"žluť\" <ок> + 1",
        _ when type == typeof(Personal) => new Personal($"{name} of Ann"),
        _ when type == typeof(Guid) => new Guid(type.Name.Length + name.Length, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 42,
        _ when type == typeof(long) => 9_007_199_254_740_993L,
        _ when type == typeof(decimal) => 1234567.89m,
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2024, 2, 29, 23, 59, 59, TimeSpan.Zero).AddTicks(1_234_560),
        _ when type == typeof(DateOnly) => new DateOnly(2024, 2, 29),
        _ when type == typeof(TimeOnly) => new TimeOnly(9, 30),
        _ when type == typeof(TimeSpan) => TimeSpan.FromMinutes(90),
        { IsEnum: true } => Enum.GetValues(type).Cast<object>().Last(),
        { IsAbstract: true, IsInterface: false } => Record(type.GetCustomAttributes<JsonDerivedTypeAttribute>().Last().DerivedType),
        { IsArray: true } => Items(type.GetElementType()!, name),
        { IsGenericType: true } when Dictionary(type) is { } dictionary => Entries(dictionary, type, name),
        { IsGenericType: true, IsInterface: true } => Items(type.GetGenericArguments()[0], name),
        _ => Record(type),
    };

    private static object Record(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, p.Name!))]);
    }

    private static Array Items(Type item, string name)
    {
        var items = Array.CreateInstance(item, 2);
        for (var n = 0; n < items.Length; n++) items.SetValue(Value(item, $"{name}{n}"), n);
        return items;
    }

    private static Type? Dictionary(Type type) =>
        type.GetGenericArguments() is [var key, var value] && typeof(Dictionary<,>).MakeGenericType(key, value) is var made && made.IsAssignableTo(type) ? made : null;

    private static object Entries(Type dictionary, Type type, string name)
    {
        var entries = Activator.CreateInstance(dictionary)!;
        dictionary.GetMethod("Add")!.Invoke(entries, [.. type.GetGenericArguments().Select(part => Value(part, name))]);
        return entries;
    }
}
