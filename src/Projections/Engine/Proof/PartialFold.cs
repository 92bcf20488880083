using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Folds the log in memory for some groups of rows only. Which facts are parked it cannot know, since that depends on other groups
/// too: it is told. One that cannot be applied and is not parked any more was tried again later, and so it is here.
/// </summary>
/// <param name="projection">A fresh one.</param>
/// <param name="keeps">Whether the group of this key is kept in the store.</param>
/// <param name="parked">The facts that the build has parked.</param>
internal sealed class PartialFold(Projection projection, Func<Store, string, bool> keeps, IReadOnlySet<LogPosition> parked)
{
    private readonly StreamName _asked = BuildStreams.StreamOf(projection.Name);
    private readonly Dictionary<string, (List<Recorded> Facts, Exception Error)> _waiting = [];

    public IReadOnlyList<Store> Stores { get; } = Bare(projection);

    /// <summary>A fact that still cannot be applied, and why; null where there is none.</summary>
    public (Recorded Fact, Exception Error)? Unparked => _waiting.Values.Select(waiting => ((Recorded, Exception)?)(waiting.Facts[0], waiting.Error)).FirstOrDefault();

    /// <summary>Applies what the fact asks of groups that are kept, and answers which.</summary>
    public IReadOnlyList<(Store Store, string Group)> Apply(Recorded fact)
    {
        if (parked.Contains(fact.Position)) return [];
        var concerned = ApplyOrWait(fact);
        return fact.Fact is ParkedFactsRetried retried && fact.Stream == _asked && _waiting.Remove(retried.Key, out var waiting)
            ? [.. concerned, .. waiting.Facts.SelectMany(ApplyOrWait)]
            : concerned;
    }

    /// <summary>Brings the derived rows of what was applied up to date.</summary>
    public void Derive() => projection.Derive();

    private IReadOnlyList<(Store Store, string Group)> ApplyOrWait(Recorded fact)
    {
        var key = ParkedFacts.KeyOf(fact);
        if (_waiting.TryGetValue(key, out var before))
        {
            before.Facts.Add(fact);
            return [];
        }
        List<Operation> applied = [];
        try
        {
            foreach (var operation in projection.OperationsOf(fact))
            {
                if (!keeps(operation.Store, operation.Group)) continue;
                operation.Apply();
                applied.Add(operation);
            }
        }
        catch (Exception error)
        {
            foreach (var operation in applied.AsEnumerable().Reverse()) operation.Undo();
            _waiting.Add(key, ([fact], error));
            return [];
        }
        return [.. applied.Select(operation => (operation.Store, operation.Group))];
    }

    private static Store[] Bare(Projection projection)
    {
        var stores = projection.Stores.ToArray();
        foreach (var store in stores) store.IsBare = true;
        return stores;
    }
}
