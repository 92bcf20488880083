using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Api.Reports;

/// <summary>What is compared, asked beside the report's own period and filters.</summary>
/// <param name="Right">A build by its name, or a definition as in stage/v2.</param>
/// <param name="Left">The same; the live build, where nothing is said.</param>
/// <param name="Format">json, csv, or html for a page to read.</param>
public record Sides([property: Longest(100)] string Right, [property: Longest(100)] string? Left = null, ComparisonFormat Format = ComparisonFormat.Json);

/// <summary>What is compared over past months.</summary>
/// <param name="Right">A build by its name, or a definition as in stage/v2.</param>
/// <param name="Left">The same; the live build, where nothing is said.</param>
/// <param name="Months">So many whole calendar months up to asOf.</param>
/// <param name="Format">json, csv, or html for a page to read.</param>
public sealed record MonthlySides(string Right, string? Left = null, [property: Between(1, 120)] int Months = 12, ComparisonFormat Format = ComparisonFormat.Json)
    : Sides(Right, Left, Format);

/// <summary>How a comparison is written.</summary>
public enum ComparisonFormat { Json, Csv, Html }

/// <summary>One of the builds compared, with the definitions it was folded under.</summary>
internal sealed class Side(Snapshot snapshot, string label, DefinitionBook book)
{
    public Build Build => snapshot.Build;

    /// <summary>What it is called in sentences: its definition, or its name where both sides have the same.</summary>
    public string Label => label;

    /// <summary>The definition that the projection was folded under.</summary>
    public TDefinition Own<TDefinition>() where TDefinition : Definition => book.Get<TDefinition>(DefinitionId.Parse(Build.OwnDefinition));

    public Task<IReadOnlyList<T>> Query<T>(string sql, object parameters, CancellationToken ct) => snapshot.Query<T>(sql, parameters, ct);

    /// <summary>The rows of the report in the order of their keys.</summary>
    public IAsyncEnumerable<ComparedRow> Rows(ReportAnatomy anatomy, Period period) => snapshot.Stream<ComparedRow>(anatomy.InOrder, anatomy.Parameters(period));

    /// <summary>The date of an instant in the zone of the build.</summary>
    public string On(DateTimeOffset instant) => Moment.DateIn(instant, Build.TimeZone);

    public static (Side Left, Side Right) Of(Snapshot left, Snapshot right, DefinitionBook book)
    {
        var same = left.Build.OwnDefinition == right.Build.OwnDefinition;
        return (new(left, same ? left.Build.Name : left.Build.OwnDefinition, book), new(right, same ? right.Build.Name : right.Build.OwnDefinition, book));
    }

    /// <summary>The parameters in which the meanings of two sides differ, those of the definitions they pin included.</summary>
    public static IReadOnlyList<ChangedParameter> Changes(Side left, Side right)
    {
        var (before, after) = (left.Parameters(), right.Parameters());
        return [.. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
            .Select(name => new ChangedParameter(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name)))
            .Where(change => change.Left != change.Right)];
    }

    private Dictionary<string, string> Parameters()
    {
        Dictionary<string, string> parameters = [];
        // A calendar that is pinned too is a parameter of the definition that counts by it.
        foreach (var id in Build.Definition.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(DefinitionId.Parse).Distinct().Where(book.Knows))
        {
            var definition = book.Get<Definition>(id);
            Flatten(id.Report, JsonSerializer.SerializeToNode(definition, definition.GetType(), ApiJson.Options), parameters);
        }
        return parameters;
    }

    private static void Flatten(string name, JsonNode? value, Dictionary<string, string> into)
    {
        if (value is JsonObject parts)
            foreach (var (part, inner) in parts) Flatten($"{name}.{part}", inner, into);
        else if (value is not null)
            into[name] = value is JsonValue word && word.TryGetValue<string>(out var text) ? text : value.ToJsonString(ApiJson.Options);
    }
}

/// <summary>A parameter that two definitions give different values, as in <c>stage.lostAfterDays</c>; null where one does not have it.</summary>
public sealed record ChangedParameter(string Parameter, string? Left, string? Right);
