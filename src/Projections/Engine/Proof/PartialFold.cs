using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Folds the log in memory for some groups of rows only. Which facts are parked it cannot know, since that depends on other groups
/// too: it is told.
/// </summary>
/// <param name="projection">A fresh one.</param>
/// <param name="keeps">Whether the group of this key is kept in the store.</param>
/// <param name="parked">The facts that the build has parked.</param>
internal sealed class PartialFold(Projection projection, Func<Store, string, bool> keeps, IReadOnlySet<LogPosition> parked)
{
    public IReadOnlyList<Store> Stores { get; } = Bare(projection);

    /// <summary>Applies what the fact asks of groups that are kept, and answers which.</summary>
    public IReadOnlyList<(Store Store, string Group)> Apply(Recorded fact)
    {
        if (parked.Contains(fact.Position)) return [];
        List<(Store, string)> concerned = [];
        foreach (var operation in projection.OperationsOf(fact))
        {
            var (store, group) = (operation.Store, operation.Group);
            if (!keeps(store, group)) continue;
            operation.Apply();
            concerned.Add((store, group));
        }
        return concerned;
    }

    /// <summary>Brings the derived rows of what was applied up to date.</summary>
    public void Derive() => projection.Derive();

    private static Store[] Bare(Projection projection)
    {
        var stores = projection.Stores.ToArray();
        foreach (var store in stores) store.IsBare = true;
        return stores;
    }
}
