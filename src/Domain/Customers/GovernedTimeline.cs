using EventSourcedCrm.Domain.Definitions;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>A definition of the stages that governs from an instant on, until the next one.</summary>
public sealed record GoverningStages(DateTimeOffset From, DefinitionId Id, StageDefinition Definition);

/// <summary>A change of the stage or class in force, and the definition it is due to.</summary>
public sealed record StageStep(
    DateTimeOffset At, Standing? From, Standing To, StageArrow Arrow, StageBasis Basis, string Because, DefinitionId Definition);

/// <summary>
/// What managers are to be told of one relationship: each definition's own timeline for as long as it governs, as if it had always
/// governed. At the instant another one takes over there is at most one change, from what was in force under the one to what is under
/// the other; before that instant nothing changes, and a fact that turns up late is judged by the definition of its own time.
/// </summary>
public static class GovernedTimeline
{
    /// <summary>The changes in order, what time alone will bring included.</summary>
    /// <param name="inputs">One customer's; their order does not matter.</param>
    /// <param name="governing">Oldest first; of two from one instant on the later one governs, and the first has governed for ever.</param>
    /// <param name="zone">Of calendar dates and months.</param>
    public static IReadOnlyList<StageStep> Of(IReadOnlyCollection<StageInput> inputs, IReadOnlyList<GoverningStages> governing, DateTimeZone zone)
    {
        List<StageStep> steps = [];
        GoverningStages? former = null;
        for (var i = 0; i < governing.Count; i++)
        {
            var present = governing[i];
            var until = i + 1 < governing.Count ? governing[i + 1].From : DateTimeOffset.MaxValue;
            if (until == present.From) continue;

            var timeline = StageTimeline.Of(inputs, present.Definition, zone);
            if (former is not null && TakeOver(timeline, former, present, steps.LastOrDefault()?.To) is { } first) steps.Add(first);
            steps.AddRange(timeline.Transitions
                .Where(own => (own.At > present.From || former is null) && own.At < until)
                .Select(own => Step(own, present)));
            former = present;
        }
        return steps;
    }

    /// <summary>The one change at the instant at which a definition takes over; null where it leaves the relationship as it was.</summary>
    private static StageStep? TakeOver(StageTimeline timeline, GoverningStages former, GoverningStages present, Standing? before)
    {
        if (timeline.Transitions.LastOrDefault(own => own.At <= present.From) is not { } latest || latest.To == before) return null;
        if (StandingBefore(present.From, timeline) == before) return Step(latest, present, before); // what happened at this very instant did it

        var basis = timeline.Intervals.Last(interval => interval.ValidFrom <= present.From).Basis;
        var because = $"{present.Id} took over from {former.Id}: {latest.Because}";
        return Step(latest with { At = present.From, Basis = basis, Because = because }, present, before);
    }

    private static Standing? StandingBefore(DateTimeOffset instant, StageTimeline timeline) => timeline.Transitions.LastOrDefault(own => own.At < instant)?.To;

    private static StageStep Step(StageTransition own, GoverningStages present) =>
        new(own.At, own.From, own.To, own.Arrow, own.Basis, own.Because, present.Id);

    private static StageStep Step(StageTransition own, GoverningStages present, Standing? from) =>
        Step(own, present) with { From = from, Arrow = present.Definition.Rank.ArrowOf(from, own.To) };
}
