namespace EventSourcedCrm.Api.Reports;

/// <summary>The totals of two sides, added up from what their rows are counted as.</summary>
internal sealed class TotalsOfBoth(ReportAnatomy anatomy)
{
    private readonly Dictionary<string, (long Left, long Right)> _countedAs = new(StringComparer.Ordinal);

    /// <summary>The total of all rows first, whether there are rows or not.</summary>
    public IReadOnlyList<TotalOfBoth> All
    {
        get
        {
            var totals = new SortedDictionary<string, TotalOfBoth>(StringComparer.Ordinal);
            foreach (var (countedAs, (left, right)) in _countedAs)
                foreach (var name in anatomy.Totals(countedAs))
                {
                    var before = totals.GetValueOrDefault(name) ?? new(name, 0, 0);
                    totals[name] = before with { Left = before.Left + left, Right = before.Right + right };
                }
            var first = anatomy.Totals("").First();
            return [totals.GetValueOrDefault(first) ?? new(first, 0, 0), .. totals.Values.Where(total => total.Total != first)];
        }
    }

    /// <param name="countedAs">Null adds nothing.</param>
    /// <param name="left">Rows counted so on the left.</param>
    /// <param name="right">And on the right.</param>
    public void Add(string? countedAs, long left, long right)
    {
        if (countedAs is null) return;
        var before = _countedAs.GetValueOrDefault(countedAs);
        _countedAs[countedAs] = (before.Left + left, before.Right + right);
    }
}
