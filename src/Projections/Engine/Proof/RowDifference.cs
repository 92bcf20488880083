using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A row as a build holds it, and as it follows from the log; each value as PostgreSQL writes it.</summary>
/// <param name="Key">The values of the key's columns.</param>
/// <param name="There">None where the row is missing.</param>
/// <param name="Expected">None where the row is too many.</param>
internal sealed record RowDifference(IReadOnlyList<object?> Key, IReadOnlyList<string?>? There, IReadOnlyList<string?>? Expected)
{
    public Watch Watch(Layout layout) => new(layout.Table, KeyText.Of(Key.Take(layout.GroupLength)), KeyText.Of(Key));

    /// <summary>A difference for the row, or for each column that is another one.</summary>
    public IEnumerable<Difference> Explain(string build, Layout layout, Watch watch, bool isErased)
    {
        var row = new Difference(build, layout.Table, Named(layout, keepsTexts: false), Named(layout, keepsTexts: true), DifferenceKind.Changed);
        if (There is null) return [row with { Kind = DifferenceKind.Missing, Since = watch.Presence }];
        if (Expected is null) return [row with { Kind = isErased ? DifferenceKind.Readable : DifferenceKind.TooMany, Since = watch.Presence }];
        return Enumerable.Range(0, layout.Columns.Count).Where(column => There[column] != Expected[column]).Select(column => row with
        {
            Kind = isErased && Erasure.SaysMore(There[column], Expected[column]) ? DifferenceKind.Readable : DifferenceKind.Changed,
            Column = layout.Columns[column].Name,
            There = There[column],
            Expected = Expected[column],
            Since = watch.Column(column),
        });
    }

    /// <summary>The group's columns are names that the program gave; texts that tell its rows apart may be a person's.</summary>
    private string Named(Layout layout, bool keepsTexts) => string.Join(", ", Key
        .Select((value, part) => (Column: layout.Columns[layout.Key[part]], Text: KeyText.Of(value), IsGroup: part < layout.GroupLength))
        .Where(part => keepsTexts || part.IsGroup || part.Column.SqlType != "text")
        .Select(part => $"{part.Column.Name} {part.Text}"));
}
