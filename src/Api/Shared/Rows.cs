using System.Data;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;

namespace EventSourcedCrm.Api.Shared;

/// <summary>How columns become the fields of rows: instants with their offset, jsonb as JSON, words as they are stored.</summary>
internal static class Rows
{
    public static void Configure()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DateHandler());
        SqlMapper.AddTypeHandler(new JsonHandler());
    }

    /// <summary>The word a column holds for a member of an enum; null stays null.</summary>
    public static string? Word<TEnum>(this TEnum? member) where TEnum : struct, Enum =>
        member is { } given ? JsonNamingPolicy.KebabCaseLower.ConvertName(given.ToString()) : null;

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => new((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
    }

    private sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value is DateOnly date ? date : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }

    private sealed class JsonHandler : SqlMapper.TypeHandler<JsonNode>
    {
        public override JsonNode? Parse(object value) => JsonNode.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, JsonNode? value) => throw new NotSupportedException("Queries send no JSON.");
    }
}
