using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>A recorded step that has not been revoked, with its revision in the stage stream.</summary>
public sealed record RecordedStep(long Revision, StageStep Step);

/// <summary>A customer with what bears on the stage, the steps on record, and the stage stream's last revision, -1 for none.</summary>
public sealed record CustomerToAssess(CustomerId Customer, long Revision, IReadOnlyList<StageInput> Facts, IReadOnlyList<RecordedStep> OnRecord);

/// <summary>What has to be recorded so that the record says what the governed timeline says.</summary>
public static class StageRecords
{
    /// <summary>
    /// Revocations first, of what the timeline does not have; then the steps it has beyond the record, in order. Steps of one instant
    /// are kept up to the first that differs, so that their order on record is the timeline's.
    /// </summary>
    /// <param name="wanted">The steps that have come by now.</param>
    /// <param name="onRecord">In the order of their revisions.</param>
    public static IEnumerable<(StageFact Fact, DateTimeOffset HappenedAt)> Difference(
        IReadOnlyList<StageStep> wanted, IReadOnlyList<RecordedStep> onRecord, DateTimeOffset now)
    {
        var told = onRecord.ToLookup(recorded => recorded.Step.At);
        HashSet<RecordedStep> kept = [];
        List<StageStep> missing = [];
        foreach (var instant in wanted.GroupBy(step => step.At))
        {
            var same = instant.Zip(told[instant.Key]).TakeWhile(pair => Same(pair.First, pair.Second.Step)).ToList();
            kept.UnionWith(same.Select(pair => pair.Second));
            missing.AddRange(instant.Skip(same.Count));
        }
        return [.. onRecord.Where(recorded => !kept.Contains(recorded)).Select(recorded => (Revocation(recorded), now)), .. missing.Select(step => (Change(step), step.At))];
    }

    private static StageFact Revocation(RecordedStep recorded) => new CustomerStageChangeRevoked(
        recorded.Revision, recorded.Step.Definition.ToString(),
        $"What was recorded later changes the stages: {recorded.Step.To} since {recorded.Step.At:yyyy-MM-dd} no longer holds.");

    private static StageFact Change(StageStep step) => new CustomerStageChanged(
        step.From?.Stage, step.From?.Class, step.To.Stage, step.To.Class, step.Arrow, step.Basis, step.Definition.ToString(), step.Because);

    private static bool Same(StageStep a, StageStep b) => (a.At, a.From, a.To, a.Basis, a.Definition) == (b.At, b.From, b.To, b.Basis, b.Definition);
}
