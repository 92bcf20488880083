using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>A change of stage at an instant, as the timeline has it or as it was recorded.</summary>
public sealed record StageStep(DateTimeOffset At, Standing? From, Standing To, StageBasis Basis, string Because);

/// <summary>A recorded step that has not been revoked, with its revision in the stage stream.</summary>
public sealed record RecordedStep(long Revision, StageStep Step);

/// <summary>A customer with the steps the timeline wants by now and those on record, and the stage stream's last revision.</summary>
public sealed record CustomerToAssess(
    CustomerId Customer, long Revision, string Definition, IReadOnlyList<StageStep> Wanted, IReadOnlyList<RecordedStep> OnRecord);

/// <summary>What has to be recorded so that the record says what the timeline says.</summary>
public static class StageRecords
{
    /// <summary>Revocations first, of what the timeline does not have; then the steps it has beyond the record, in order.</summary>
    public static IEnumerable<(StageFact Fact, DateTimeOffset HappenedAt)> Difference(CustomerToAssess customer, DateTimeOffset now)
    {
        var missing = customer.Wanted.ToList();
        List<RecordedStep> wrong = [];
        foreach (var recorded in customer.OnRecord)
        {
            var match = missing.FindIndex(step => Same(step, recorded.Step));
            if (match < 0) wrong.Add(recorded);
            else missing.RemoveAt(match);
        }
        foreach (var recorded in wrong)
            yield return (new CustomerStageChangeRevoked(recorded.Revision, customer.Definition,
                $"What was recorded later changes the stages: {recorded.Step.To} since {recorded.Step.At:yyyy-MM-dd} no longer holds."), now);
        foreach (var step in missing)
            yield return (new CustomerStageChanged(
                step.From?.Stage, step.From?.Class, step.To.Stage, step.To.Class, step.Basis, customer.Definition, step.Because), step.At);
    }

    private static bool Same(StageStep a, StageStep b) => a.At == b.At && a.From == b.From && a.To == b.To && a.Basis == b.Basis;
}
