using System.Linq.Expressions;
using System.Text.Json;
using EventSourcedCrm.Domain.Shared;
using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>JSON text for a <c>jsonb</c> column.</summary>
public readonly record struct Json(string Text);

/// <summary>One column: its SQL, how its value leaves a row and how it comes back.</summary>
internal abstract class Column<TRow>(string name, string sqlType, bool isNullable)
{
    public string Name { get; } = name;

    public string SqlType { get; } = sqlType;

    public string Definition { get; } = $"{name} {sqlType}{(isNullable ? "" : " not null")}";

    public abstract NpgsqlParameter Values(IReadOnlyList<TRow> rows);

    public abstract NpgsqlParameter ValuesOf(IReadOnlyList<object> values);

    /// <summary>The value as PostgreSQL stores it.</summary>
    public abstract object? Stored(TRow row);

    public abstract void Write(CopyRows copy, TRow row);

    /// <summary>An expression of the property's type that reads column <paramref name="index"/>.</summary>
    public abstract Expression Read(ParameterExpression reader, int index);
}

/// <summary>Makes columns of properties: ids become uuid, enums and personal values text, instants timestamptz.</summary>
internal static class Columns
{
    public static Column<TRow> Of<TRow>(string property, Type type, ParameterExpression row, Expression value)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var isNullable = plain != type;
        var (stored, database, sql) = plain switch
        {
            _ when AnyId.Is(plain) => (typeof(Guid), NpgsqlDbType.Uuid, "uuid"),
            { IsEnum: true } => (typeof(string), NpgsqlDbType.Text, "text"),
            _ when plain == typeof(Personal) => (typeof(string), NpgsqlDbType.Text, "text"),
            _ when plain == typeof(Json) => (typeof(string), NpgsqlDbType.Jsonb, "jsonb"),
            _ when plain == typeof(string) => (plain, NpgsqlDbType.Text, "text"),
            _ when plain == typeof(Guid) => (plain, NpgsqlDbType.Uuid, "uuid"),
            _ when plain == typeof(DateTimeOffset) => (plain, NpgsqlDbType.TimestampTz, "timestamptz"),
            _ when plain == typeof(DateOnly) => (plain, NpgsqlDbType.Date, "date"),
            _ when plain == typeof(decimal) => (plain, NpgsqlDbType.Numeric, "numeric"),
            _ when plain == typeof(long) => (plain, NpgsqlDbType.Bigint, "bigint"),
            _ when plain == typeof(int) => (plain, NpgsqlDbType.Integer, "int"),
            _ when plain == typeof(bool) => (plain, NpgsqlDbType.Boolean, "boolean"),
            _ when plain == typeof(byte[]) => (plain, NpgsqlDbType.Bytea, "bytea"),
            _ => throw new NotSupportedException($"{typeof(TRow).Name}.{property}: {type.Name} has no column type. Add one to {nameof(Columns)}."),
        };
        if (stored.IsValueType && isNullable) stored = typeof(Nullable<>).MakeGenericType(stored);
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
        var get = Expression.Lambda(ToStored(value, type, plain, stored), row);
        var canBeNull = isNullable || plain == typeof(string) || plain == typeof(Personal);
        return (Column<TRow>)Activator.CreateInstance(
            typeof(Column<,>).MakeGenericType(typeof(TRow), stored), name, sql, canBeNull, database, type, get)!;
    }

    /// <summary>The kebab-case word an enum member is stored as.</summary>
    public static string Word<TEnum>(TEnum member) where TEnum : struct, Enum => Words<TEnum>.Written[member];

    public static TEnum Member<TEnum>(string word) where TEnum : struct, Enum => Words<TEnum>.Read[word];

    public static object? ToStored(object value) => value switch
    {
        Guid or string or DateTimeOffset or DateOnly or decimal or long or int or bool => value,
        Enum member => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString()),
        Personal personal => personal.Text,
        _ => value.GetType().GetProperty("Value")!.GetValue(value),
    };

    public static Expression FromStored(Expression value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var read = plain switch
        {
            _ when AnyId.Is(plain) => Expression.New(plain.GetConstructor([typeof(Guid)])!, value),
            { IsEnum: true } => Expression.Call(typeof(Columns), nameof(Member), [plain], value),
            _ when plain == typeof(Personal) => Expression.New(plain.GetConstructor([typeof(string)])!, value),
            _ when plain == typeof(Json) => Expression.New(plain.GetConstructor([typeof(string)])!, value),
            _ => value,
        };
        return Expression.Convert(read, type);
    }

    private static Expression ToStored(Expression value, Type type, Type plain, Type stored)
    {
        var isNullable = type != plain;
        var held = isNullable ? Expression.Property(value, "Value") : value;
        Expression converted = plain switch
        {
            _ when AnyId.Is(plain) => Expression.Property(held, "Value"),
            { IsEnum: true } => Expression.Call(typeof(Columns), nameof(Word), [plain], held),
            _ when plain == typeof(Personal) || plain == typeof(Json) => Expression.Property(held, "Text"),
            _ => held,
        };
        return isNullable
            ? Expression.Condition(Expression.Property(value, "HasValue"), Expression.Convert(converted, stored), Expression.Default(stored))
            : converted;
    }

    private static class Words<TEnum> where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> Written =
            Enum.GetValues<TEnum>().ToDictionary(member => member, member => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString()));

        public static readonly Dictionary<string, TEnum> Read = Written.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}

/// <inheritdoc cref="Column{TRow}"/>
internal sealed class Column<TRow, TStored>(string name, string sqlType, bool isNullable, NpgsqlDbType type, Type property, LambdaExpression get)
    : Column<TRow>(name, sqlType, isNullable)
{
    private readonly Func<TRow, TStored> _get = ((Expression<Func<TRow, TStored>>)get).Compile();

    public override NpgsqlParameter Values(IReadOnlyList<TRow> rows)
    {
        var values = new TStored[rows.Count];
        for (var i = 0; i < values.Length; i++) values[i] = _get(rows[i]);
        return Parameter(values);
    }

    public override NpgsqlParameter ValuesOf(IReadOnlyList<object> values) => Parameter([.. values.Select(value => (TStored)Columns.ToStored(value)!)]);

    public override object? Stored(TRow row) => _get(row);

    public override void Write(CopyRows copy, TRow row) => copy.Write(_get(row), type);

    public override Expression Read(ParameterExpression reader, int index)
    {
        var stored = Nullable.GetUnderlyingType(typeof(TStored)) ?? typeof(TStored);
        var value = Expression.Call(reader, nameof(NpgsqlDataReader.GetFieldValue), [stored], Expression.Constant(index));
        var read = Columns.FromStored(value, property);
        return Expression.Condition(
            Expression.Call(reader, nameof(NpgsqlDataReader.IsDBNull), null, Expression.Constant(index)), Expression.Default(property), read);
    }

    private NpgsqlParameter Parameter(TStored[] values) => new NpgsqlParameter<TStored[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
