using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>What a verification came to.</summary>
/// <param name="Certificates">One for each build that was compared.</param>
/// <param name="Skipped">A sentence for each that was not.</param>
public sealed record Verified(IReadOnlyList<Certificate> Certificates, IReadOnlyList<string> Skipped);

/// <summary>
/// Proves builds: folds the log again beside them, all in one scan, and compares every row. It reads each build in one snapshot with its
/// checkpoint and folds again exactly as far, so that workers go on meanwhile.
/// </summary>
/// <param name="log">What is folded.</param>
/// <param name="database">Where the builds are.</param>
/// <param name="sources">The projections whose builds are looked at.</param>
public sealed class Verification(IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources)
{
    /// <summary>Facts folded again so far.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Bytes of managed memory at which what is folded is written out.</summary>
    public long MemoryBound { get; init; } = 600L << 20;

    /// <param name="repair">Whether rows that differ are made what follows from the log.</param>
    /// <param name="by">Who asked, for the certificate.</param>
    /// <param name="ct">Cancelling leaves every build as it was, or mended.</param>
    public async Task<Verified> Run(bool repair, string by, CancellationToken ct)
    {
        var (provable, skipped) = await Provable.Among(log, database, sources, ct);
        if (provable.Count == 0) return new([], skipped);
        await using var refolding = new Refolding(log, database) { Progress = Progress, MemoryBound = MemoryBound };
        await refolding.Begin(provable, ct);
        await refolding.Fold(ct);
        List<Certificate> certificates = [];
        foreach (var build in refolding.Builds)
        {
            var certificate = await Compare(refolding, build, ct);
            if (repair && certificate.IsMendable)
                certificate = certificate with { Mended = await new Repair(refolding, database).Mend(build, certificate, ct) };
            await using var connection = await database.OpenConnectionAsync(ct);
            await Certificates.Keep(connection, certificate, by, ct);
            certificates.Add(certificate);
        }
        return new(certificates, skipped);
    }

    /// <summary>Where a fact is refused on the last stretch, that stretch is folded by halves outside of the snapshot, and another one taken.</summary>
    private async Task<Certificate> Compare(Refolding refolding, Refolded build, CancellationToken ct)
    {
        while (true)
        {
            await refolding.Approach(build, ct);
            try
            {
                return await CompareInSnapshot(refolding, build, ct);
            }
            catch (PostgresException error) when (Advance.IsAboutTheFacts(error))
            {
                build.Again.Forget();
            }
        }
    }

    private async Task<Certificate> CompareInSnapshot(Refolding refolding, Refolded build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await Comparison.Prepare(connection, ct);
        var checkpoint = await Control.CheckpointOf(connection, build.Original.Name, ct) ?? throw Refolding.Gone(build.Original);
        await refolding.Finish(build, checkpoint.Position, connection, ct);
        var comparison = new Comparison(connection, build.Original.Name, build.Schema);
        List<TableProof> tables = [];
        List<(Layout, RowDifference)> rows = [];
        foreach (var store in build.Stores)
        {
            var proof = await comparison.Prove(store.Layout, ct);
            tables.Add(proof);
            if (proof.Differences > 0) rows.AddRange((await comparison.Rows(store.Layout, ct)).Select(row => (store.Layout, row)));
        }
        var own = await Account.Compare(connection, build, checkpoint, ct);
        var parked = await Account.Parked(connection, build.Schema, ct);
        await transaction.CommitAsync(ct);
        build.Again.Written();
        return new(build.Original, checkpoint, tables, [.. own, .. await new Explanation(log, database).Of(build.Provable, rows, parked, checkpoint.Position, ct)], 0);
    }
}
