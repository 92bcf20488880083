using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A build, and its rows folded again from the first fact on by the same code under the same settings, in a schema of their own.</summary>
/// <param name="Provable">The build, and how to make its projection.</param>
/// <param name="Projection">The one that folds again.</param>
/// <param name="Again">What is folded again.</param>
internal sealed record Refolded(Provable Provable, Projection Projection, Folding Again)
{
    public Build Original => Provable.Build;

    /// <summary>Where its rows are.</summary>
    public string Schema => Again.Build.Name;

    public IEnumerable<Store> Stores => Projection.Stores;

    /// <summary>Tables of the same groups: one, and those whose rows are computed from its own.</summary>
    public IEnumerable<IReadOnlyList<Layout>> Families
    {
        get
        {
            var followers = Stores.SelectMany(store => store.Followers).ToHashSet();
            return Stores.Where(store => !followers.Contains(store)).Select(store => store.Followers.Prepend(store).Select(one => one.Layout).ToList());
        }
    }
}
