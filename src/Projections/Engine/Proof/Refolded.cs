using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A build, and its rows folded again from the first fact on by the same code under the same settings, in a schema of their own.</summary>
internal sealed class Refolded(Build original, LogPosition until, Projection projection, Folding again)
{
    public Build Original => original;

    /// <summary>How far the original had read when the folding began.</summary>
    public LogPosition Until => until;

    public Folding Again => again;

    /// <summary>Where its rows are.</summary>
    public string Schema => again.Build.Name;

    public IEnumerable<Store> Stores => projection.Stores;
}
