using System.Globalization;

namespace EventSourcedCrm.Projections.Engine.Tables;

/// <summary>A table as SQL sees it.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Columns">In their order.</param>
/// <param name="GroupLength">So many columns of the key say whose rows are computed together.</param>
/// <param name="Key">The columns that tell its rows apart.</param>
internal sealed record Layout(string Table, IReadOnlyList<Layout.Column> Columns, int GroupLength, IReadOnlyList<int> Key)
{
    public sealed record Column(string Name, string SqlType);

    /// <summary>The columns of the group's key.</summary>
    public IEnumerable<Column> Group => Key.Take(GroupLength).Select(index => Columns[index]);

    public IReadOnlyList<string> KeyNames { get; } = [.. Key.Select(index => Columns[index].Name)];

    public string KeyOf(object?[] row) => KeyText.Of(Key.Select(index => row[index]));

    public string GroupOf(object?[] row) => KeyText.Of(Key.Take(GroupLength).Select(index => row[index]));
}

/// <summary>Keys as text, the same whether they come from memory or from PostgreSQL.</summary>
internal static class KeyText
{
    public const char Between = ',';

    public static string Of(IEnumerable<object?> values) => string.Join(Between, values.Select(Of));

    public static string Of(object? value) => value switch
    {
        DateTimeOffset instant => instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        DateTime instant => Of(new DateTimeOffset(instant)),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
