using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Follows rows of one build through the log, folding their groups alone.</summary>
internal sealed class Tracing
{
    private readonly ILookup<(string Table, string Group), Watch> _watches;
    private readonly PartialFold _fold;

    /// <param name="projection">A fresh one.</param>
    /// <param name="rows">Which to follow.</param>
    /// <param name="parked">The facts that are parked.</param>
    public Tracing(Projection projection, IEnumerable<Watch> rows, IReadOnlySet<LogPosition> parked)
    {
        _watches = rows.ToLookup(row => (row.Table, row.Group));
        _fold = new(projection, (store, group) => Tables(store).Any(table => _watches.Contains((table.Name, group))), parked);
    }

    /// <summary>The next fact, from the first one on.</summary>
    public void Follow(Recorded fact)
    {
        var concerned = _fold.Apply(fact);
        if (concerned.Count == 0) return;
        _fold.Derive();
        foreach (var (table, group) in concerned.SelectMany(one => Tables(one.Store).Select(table => (table, one.Group))).Distinct())
        {
            if (!_watches.Contains((table.Name, group))) continue;
            var rows = table.StoredRows.Where(row => table.Layout.GroupOf(row) == group).ToDictionary(table.Layout.KeyOf);
            foreach (var watch in _watches[(table.Name, group)]) watch.Look(rows, fact);
        }
    }

    /// <summary>Whose rows change with this store's.</summary>
    private static IEnumerable<Store> Tables(Store store) => store.Followers.Prepend(store);
}
