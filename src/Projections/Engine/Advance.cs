using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Advances builds by a page of facts: rows, parked facts and checkpoints of all of them in one transaction, or nothing.</summary>
internal sealed class Advance(NpgsqlDataSource database)
{
    /// <summary>Rows and checkpoint are lost together if at all, and the log has what they are folded from: see docs/adr/0008.</summary>
    private const string CommitLazily = "set local synchronous_commit = off";

    /// <exception cref="LeaseLostException">Another worker moved a checkpoint meanwhile; nothing was written.</exception>
    public Task By(FactPage page, IReadOnlyList<Folding> builds, CancellationToken ct) => By(page, builds, null, ct);

    /// <param name="publish">One of the builds, which answers for its projection from the end of this page on; null where that stays as it is.</param>
    public async Task By(FactPage page, IReadOnlyList<Folding> builds, Build? publish, CancellationToken ct)
    {
        Folding? writing = null;
        try
        {
            await using var connection = await database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            foreach (var build in builds)
            {
                writing = build;
                await build.Fold(page, connection, ct);
                await build.Write(connection, [Lease.Writing(build.Build.LeasedAs), new(CommitLazily)], ct);
            }
            writing = null;
            if (publish is not null) await Control.Publish(connection, publish, ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception error)
        {
            foreach (var build in builds) build.Forget();
            if (error is BuildFaultedException && writing is not null) throw new BuildFaultedException(error.Message) { Build = writing.Build };
            if (writing is null || !IsAboutTheFacts(error)) throw;
            await ByHalves(page.Facts, builds, writing, error, ct);
            return;
        }
        foreach (var build in builds) build.Written();
    }

    /// <summary>Brings one build to a position that the log has and the build has not reached.</summary>
    public async Task To(LogPosition position, Folding build, IEventLog log, CancellationToken ct)
    {
        await foreach (var page in log.ReadAll(build.Checkpoint.Position, ct))
        {
            await By(new([.. page.Where(fact => fact.Position <= position)]), [build], ct);
            if (build.Checkpoint.Position >= position) return;
        }
    }

    /// <summary>The error comes from what a fact says, so that without that fact there would be none.</summary>
    public static bool IsAboutTheFacts(Exception error) => error switch
    {
        PostgresException { SqlState: var state } => state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal),
        DerivationException or ArgumentException or InvalidCastException or OverflowException => true,
        _ => false,
    };

    /// <summary>Finds the fact that the database, or a computation, refuses: a page of one is parked, a longer one is halved.</summary>
    private async Task ByHalves(IReadOnlyList<Recorded> facts, IReadOnlyList<Folding> builds, Folding refusing, Exception error, CancellationToken ct)
    {
        if (facts.Count == 1)
        {
            refusing.Refuse(facts[0], error);
            await By(new(facts), builds, ct);
            return;
        }
        var half = facts.Count / 2;
        await By(new([.. facts.Take(half)]), builds, ct);
        await By(new([.. facts.Skip(half)]), builds, ct);
    }
}
