using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>The stages of one relationship over time, what time alone will bring included.</summary>
public sealed class StageTimeline
{
    public static readonly StageTimeline Empty = new([], []);

    internal StageTimeline(IReadOnlyList<StageInterval> intervals, IReadOnlyList<StageTransition> transitions) =>
        (Intervals, Transitions) = (intervals, transitions);

    /// <summary>Contiguous from the registration on; the last one is open, and one may be empty.</summary>
    public IReadOnlyList<StageInterval> Intervals { get; }

    /// <summary>In order; every one changes the stage or the class in force.</summary>
    public IReadOnlyList<StageTransition> Transitions { get; }

    /// <summary>
    /// The timeline of one customer's facts under a definition (reports.md, stage/v1). The set of facts decides: their order
    /// here does not matter. Calendar dates and months are those of <paramref name="zone"/>.
    /// </summary>
    public static StageTimeline Of(IEnumerable<StageInput> inputs, StageDefinition definition, DateTimeZone zone)
    {
        var facts = inputs.ToArray();
        Array.Sort(facts, StageInput.InOrder);
        if (Array.Find(facts, fact => fact is StageInput.Registered) is not { } registration) return Empty;

        var fold = new StageFold(definition, zone, registration.At);
        foreach (var fact in facts) fold.Apply(fact);
        return fold.Finish();
    }

    /// <summary>What of this timeline has come by <paramref name="asOf"/>, that instant included.</summary>
    public StageTimeline CutAt(DateTimeOffset asOf) => new(
        [.. Intervals.Where(i => i.ValidFrom <= asOf).Select(i => i.ValidTo > asOf ? i with { ValidTo = null } : i)],
        [.. Transitions.Where(t => t.At <= asOf)]);
}

/// <summary>What is in force over <c>[ValidFrom, ValidTo)</c>, with the rule's own verdict beside it.</summary>
public sealed record StageInterval(
    DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, Standing InForce, StageBasis Basis, Standing Rule);

/// <summary>A change of the stage or class in force; <c>From</c> is null for the first, <c>Because</c> a sentence for people.</summary>
public sealed record StageTransition(
    DateTimeOffset At, Standing? From, Standing To, StageArrow Arrow, bool Returned, StageBasis Basis, string Because)
{
    /// <summary>The fact that brought it about; null where time alone did: a loss, or the end of an override.</summary>
    public StageInput? Cause { get; init; }
}
