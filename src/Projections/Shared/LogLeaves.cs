using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>The hash of every fact in the order of the log, from which the running hash follows: for a log that keeps none itself.</summary>
public sealed class LogLeaves() : Projection("log_leaves", version: 1)
{
    private readonly Table<Leaf> _leaves = new("log_leaf", row => new { row.CommitPosition, row.PreparePosition });

    protected override IEnumerable<Type> Handles => [typeof(IFact)];

    protected override void Apply(Recorded happened) => _leaves.Put(new(
        (long)happened.Position.Commit, (long)happened.Position.Prepare, happened.RecordedAt, CanonicalFact.Of(happened).Leaf()));

    /// <summary>One fact's own hash.</summary>
    public sealed record Leaf(long CommitPosition, long PreparePosition, DateTimeOffset RecordedAt, byte[] Hash);
}
