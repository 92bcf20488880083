using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>A slice of a build's rows, folded again in memory and compared in PostgreSQL's temporary tables, which leave nothing behind.</summary>
/// <param name="build">The build.</param>
/// <param name="slice">Which groups of its rows.</param>
/// <param name="parked">The facts it has parked.</param>
internal sealed class AuditedBuild(Provable build, Slice slice, IReadOnlySet<LogPosition> parked)
{
    private const string Temporary = "pg_temp";
    private readonly PartialFold _fold = new(build.Create(), (_, group) => slice.Has(group), parked);
    private LogPosition _reached;

    public Provable Build => build;

    public Slice Slice => slice;

    /// <summary>Folds what is not beyond the position.</summary>
    public void Fold(IReadOnlyList<Recorded> facts, LogPosition until)
    {
        foreach (var fact in facts.Where(fact => fact.Position > _reached && fact.Position <= until))
        {
            _fold.Apply(fact);
            _reached = fact.Position;
        }
    }

    /// <summary>What was compared; null where facts were parked or tried again meanwhile, so that it is to be done another time.</summary>
    public async Task<(long Rows, long Found, IReadOnlyList<Difference> Named)?> Compare(IEventLog log, NpgsqlDataSource database, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await Comparison.Prepare(connection, ct);
        if (await Control.CheckpointOf(connection, build.Build.Name, ct) is not { } checkpoint) return null;
        if (!(await Account.Parked(connection, build.Build.Name, ct)).SetEquals(parked)) return null;
        await foreach (var page in log.ReadAll(_reached, ct))
        {
            Fold(page, checkpoint.Position);
            if (_reached >= checkpoint.Position || page[^1].Position >= checkpoint.Position) break;
        }
        if (_fold.Unparked is { } wrong) return (0, 1, [Unparked(wrong.Fact, wrong.Error)]);
        var (rows, found, differing) = await Compare(connection, ct);
        await transaction.RollbackAsync(ct);
        return (rows, found, (await new Explanation(log, database).Of([new(build, differing, parked, checkpoint.Position)], ct))[0]);
    }

    private async Task<(long Rows, long Found, List<(Layout, RowDifference)> Differing)> Compare(NpgsqlConnection connection, CancellationToken ct)
    {
        _fold.Derive();
        var comparison = new Comparison(connection, build.Build.Name, Temporary);
        var (rows, found) = (0L, 0L);
        List<(Layout, RowDifference)> differing = [];
        foreach (var store in _fold.Stores)
        {
            await Write(store, connection, ct);
            rows += await comparison.Count(store.Layout, ct);
            var differences = await comparison.Find(store.Layout, slice, ct);
            found += differences;
            if (differences > 0) differing.AddRange((await comparison.Rows(store.Layout, ct)).Select(row => (store.Layout, row)));
        }
        return (rows, found, differing);
    }

    private static async Task Write(Store store, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var create = new NpgsqlBatch(connection);
        foreach (var statement in store.CreateTable(Temporary)) create.BatchCommands.Add(new(statement));
        await create.ExecuteNonQueryAsync(ct);
        store.MakeReady();
        if (store.Ready > 0) await store.Copy(store.TakeReady(), connection, Temporary, ct);
    }

    private Difference Unparked(Recorded fact, Exception error) => new(build.Build.Name, "parked", "its own account", "its own account", DifferenceKind.Parked)
    {
        Expected = $"{fact.Type} of {fact.Stream} at {fact.Position} should be parked and is not: {error.Message}",
    };
}
