using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Ledgers;

/// <summary>What the log itself says that builds must have read: so many facts up to a position, with this running hash.</summary>
public interface ILedger
{
    /// <summary>Those of the checkpoints that do not say what the log says. One that cannot be judged yet is not among them.</summary>
    Task<IReadOnlyList<Checkpoint>> Wrong(IReadOnlyList<Checkpoint> checkpoints, CancellationToken ct);
}
