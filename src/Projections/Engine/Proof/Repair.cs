using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>
/// Makes the rows of a build that differ what follows from the log, all in one transaction that no worker can overtake: it holds the
/// build's checkpoint, brings what was folded again level with it, and marks it, so that a worker whose memory still has the old rows
/// fails its compare-and-set and reads them anew.
/// </summary>
internal sealed class Repair(Refolding refolding, NpgsqlDataSource database)
{
    /// <summary>
    /// The certificate with the number of rows written or removed; null where the build was given up meanwhile. None is written where it has
    /// parked a fact meanwhile because of a wrong row: it has then read something else than what was folded again.
    /// </summary>
    public Task<Certificate?> Mend(Refolded build, Certificate found, CancellationToken ct) =>
        refolding.Level(build, () => MendAtOnce(build, found, ct), ct);

    private async Task<Certificate> MendAtOnce(Refolded build, Certificate found, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Comparison.Prepare(connection, ct);
        var checkpoint = await Mark(connection, build.Original, ct);
        await refolding.Finish(build, checkpoint.Position, connection, ct);
        var account = await Account.Compare(connection, build, checkpoint, ct);
        var comparison = new Comparison(connection, build.Original.Name, build.Schema);
        var mended = 0L;
        if (account.Count == 0)
            foreach (var family in build.Families.Where(family => family.Any(found.Differs))) mended += await comparison.Mend(family, ct);
        await transaction.CommitAsync(ct);
        return found with { Named = [.. account, .. found.Named], Mended = mended };
    }

    /// <summary>From here on the worker's next commit waits, and then fails.</summary>
    private static async Task<Checkpoint> Mark(NpgsqlConnection connection, Build build, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Lease.Writing(build.LeasedAs));
        batch.BatchCommands.Add(new("update control.checkpoint set mended = mended + 1 where build = $1") { Parameters = { new() { Value = build.Name } } });
        await batch.ExecuteNonQueryAsync(ct);
        return await Refolding.Reached(connection, build, ct);
    }
}
