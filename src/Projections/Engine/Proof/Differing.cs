using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Rows of a build that differ, to be followed through the log.</summary>
/// <param name="build">The build.</param>
/// <param name="rows">Which differ.</param>
/// <param name="parked">The facts that are parked.</param>
/// <param name="until">How far the build has read.</param>
internal sealed class Differing(Provable build, IReadOnlyList<(Layout Layout, RowDifference Row)> rows, IReadOnlySet<LogPosition> parked, LogPosition until)
{
    public Provable Build => build;

    public IReadOnlyList<(Layout Layout, RowDifference Row)> Rows => rows;

    /// <summary>One for each row.</summary>
    public IReadOnlyList<Watch> Watches { get; } = [.. rows.Select(one => one.Row.Watch(one.Layout))];

    public IReadOnlySet<LogPosition> Parked => parked;

    public LogPosition Until => until;

    /// <summary>Once they have been followed.</summary>
    public IReadOnlyList<Difference> Explain(IReadOnlySet<CustomerId> erased) =>
        [.. rows.Zip(Watches, (one, watch) => one.Row.Explain(build.Build.Name, one.Layout, watch, watch.Customers.Any(erased.Contains))).SelectMany(differences => differences)];
}
