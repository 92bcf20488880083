using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Ledgers;

/// <summary>The log in PostgreSQL counts its facts by their positions, and keeps the running hash beside each.</summary>
public sealed class PostgresLedger(PostgresLog log) : ILedger
{
    public async Task<IReadOnlyList<Checkpoint>> Wrong(IReadOnlyList<Checkpoint> checkpoints, CancellationToken ct)
    {
        var hashes = await log.RunningHashes([.. checkpoints.Select(checkpoint => checkpoint.Position).Distinct()], ct);
        return [.. checkpoints.Where(checkpoint =>
            checkpoint.Position != LogPosition.At(checkpoint.Ordinal)
            || !hashes.TryGetValue(checkpoint.Position, out var hash)
            || !hash.AsSpan().SequenceEqual(checkpoint.Hash))];
    }
}
