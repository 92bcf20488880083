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
    private sealed record Compared(Refolded Build, Checkpoint Checkpoint, IReadOnlyList<TableProof> Tables, IReadOnlyList<Difference> Account, Differing Rows);

    /// <summary>Facts folded again so far.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <param name="repair">Whether rows that differ are made what follows from the log.</param>
    /// <param name="by">Who asked, for the certificate.</param>
    /// <param name="ct">Cancelling leaves every build as it was, or mended.</param>
    public async Task<Verified> Run(bool repair, string by, CancellationToken ct)
    {
        var (provable, skipped) = await Provable.Among(log, database, sources, ct);
        if (provable.Count == 0) return new([], skipped);
        await using var refolding = new Refolding(log, database) { Progress = Progress };
        await refolding.Begin(provable, ct);
        List<string> left = [.. skipped, .. await refolding.Fold(ct)];
        List<Compared> compared = [];
        foreach (var build in refolding.Builds)
            if (await refolding.Level(build, () => Compare(refolding, build, ct), ct) is { } one) compared.Add(one);
            else left.Add(GivenUp(build));
        var explained = await new Explanation(log, database).Of([.. compared.Select(one => one.Rows)], ct);
        List<Certificate> certificates = [];
        foreach (var (one, rows) in compared.Zip(explained))
            if (await Certify(refolding, one, rows, repair, by, ct) is { } certificate) certificates.Add(certificate);
            else left.Add(GivenUp(one.Build));
        return new(certificates, left);
    }

    private async Task<Certificate?> Certify(Refolding refolding, Compared compared, IReadOnlyList<Difference> rows, bool repair, string by, CancellationToken ct)
    {
        var found = new Certificate(compared.Build.Original, compared.Checkpoint, compared.Tables, [.. compared.Account, .. rows], 0);
        var certificate = repair && found.IsMendable ? await new Repair(refolding, database).Mend(compared.Build, found, ct) : found;
        if (certificate is null) return null;
        await using var connection = await database.OpenConnectionAsync(ct);
        await Certificates.Keep(connection, certificate, by, ct);
        return certificate;
    }

    private async Task<Compared> Compare(Refolding refolding, Refolded build, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        await Comparison.Prepare(connection, ct);
        var checkpoint = await Refolding.Reached(connection, build.Original, ct);
        await refolding.Finish(build, checkpoint.Position, connection, ct);
        var comparison = new Comparison(connection, build.Original.Name, build.Schema);
        List<TableProof> tables = [];
        List<(Layout, RowDifference)> rows = [];
        var otherwise = await TableShapes.Compare(connection, build, ct);
        foreach (var store in build.Stores.Where(store => otherwise.All(difference => difference.Table != store.Name)))
        {
            var proof = await comparison.Prove(store.Layout, ct);
            tables.Add(proof);
            if (proof.Differences > 0) rows.AddRange((await comparison.Rows(store.Layout, ct)).Select(row => (store.Layout, row)));
        }
        IReadOnlyList<Difference> account = [.. otherwise, .. await Account.Compare(connection, build, checkpoint, ct)];
        var parked = await Account.Parked(connection, build.Schema, ct);
        await transaction.CommitAsync(ct);
        return new(build, checkpoint, tables, account, new(build.Provable, rows, parked, checkpoint.Position));
    }

    private static string GivenUp(Refolded build) => $"{build.Original.Name} is skipped: it was given up meanwhile.";
}
