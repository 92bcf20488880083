using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>Says of rows that differ since which fact they do, reading the log once more for their groups alone.</summary>
internal sealed class Explanation(IEventLog log, NpgsqlDataSource database)
{
    /// <param name="build">The build.</param>
    /// <param name="rows">The rows that differ.</param>
    /// <param name="parked">The facts that are parked.</param>
    /// <param name="until">How far the build has read.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<Difference>> Of(
        Provable build, IReadOnlyList<(Layout Layout, RowDifference Row)> rows, IReadOnlySet<LogPosition> parked, LogPosition until, CancellationToken ct)
    {
        if (rows.Count == 0) return [];
        var watched = rows.Select(one => (one.Layout, one.Row, Watch: one.Row.Watch(one.Layout))).ToList();
        await new Tracing(build.Create(), watched.Select(one => one.Watch), parked).Follow(log, until, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var erased = await Erasure.Among([.. watched.SelectMany(one => one.Watch.Customers).Distinct()], connection, ct);
        return [.. watched.SelectMany(one => one.Row.Explain(build.Build.Name, one.Layout, one.Watch, one.Watch.Customers.Any(erased.Contains)))];
    }
}
