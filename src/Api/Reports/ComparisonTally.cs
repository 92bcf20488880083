namespace EventSourcedCrm.Api.Reports;

/// <summary>What two sides come to: their totals, how many rows differ by which cause, and a page of those that do.</summary>
internal sealed class ComparisonTally(ReportAnatomy anatomy, RowKey? after, int limit)
{
    private readonly TotalsOfBoth _totals = new(anatomy);
    private readonly Dictionary<(RowChange Change, string Cause), long> _causes = [];
    private readonly List<RowDifference> _page = [];

    public static async Task<ComparisonTally> Of(IAsyncEnumerable<(ComparedRow? Left, ComparedRow? Right)> pairs, ReportAnatomy anatomy, RowKey? after, int limit)
    {
        var tally = new ComparisonTally(anatomy, after, limit);
        await foreach (var (left, right) in pairs) tally.Add(left, right);
        return tally;
    }

    public IReadOnlyList<TotalOfBoth> Totals => _totals.All;

    /// <summary>The differences by what they come from, the commonest first.</summary>
    public IReadOnlyList<CauseCount> Causes =>
        [.. _causes.Select(cause => new CauseCount(cause.Key.Change, cause.Key.Cause, cause.Value)).OrderByDescending(cause => cause.Rows).ThenBy(cause => cause.Cause, StringComparer.Ordinal)];

    /// <summary>The differences after the page before, one more than the limit where there are more.</summary>
    public IReadOnlyList<RowDifference> Page => _page;

    private void Add(ComparedRow? left, ComparedRow? right)
    {
        _totals.Add(left?.CountedAs, 1, 0);
        _totals.Add(right?.CountedAs, 0, 1);
        if (ChangeOf(left, right) is not { } change) return;
        var difference = new RowDifference((left ?? right)!.Key, change, Cause(left, right), anatomy.Changes(left?.CountedAs, right?.CountedAs));
        _causes[(change, difference.Cause)] = _causes.GetValueOrDefault((change, difference.Cause)) + 1;
        if (_page.Count <= limit && (after is null || difference.Key.CompareTo(after) > 0)) _page.Add(difference);
    }

    private static RowChange? ChangeOf(ComparedRow? left, ComparedRow? right) => (left?.CountedAs, right?.CountedAs) switch
    {
        (null, null) => null,
        (null, _) => RowChange.Added,
        (_, null) => RowChange.Removed,
        var (before, after) => before != after || left!.Besides != right!.Besides ? RowChange.Changed : null,
    };

    private static string Cause(ComparedRow? left, ComparedRow? right)
    {
        var (before, after) = (left?.InWords ?? "no row", right?.InWords ?? "no row");
        return before == after ? $"{after} in both, with other details" : $"{after} instead of {before}";
    }
}

/// <summary>A row that only one side has, or that the two have different.</summary>
internal sealed record RowDifference(RowKey Key, RowChange Change, string Cause, IReadOnlyDictionary<string, int> Totals);

/// <summary>What happens to a row from left to right.</summary>
public enum RowChange { Added, Removed, Changed }

/// <summary>How many rows differ by one cause.</summary>
public sealed record CauseCount(RowChange Change, string Cause, long Rows);

/// <summary>A total on both sides.</summary>
public sealed record TotalOfBoth(string Total, long Left, long Right)
{
    public long Difference => Right - Left;
}
