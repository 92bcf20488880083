using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using NodaTime;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>What is in force over <c>[valid_from, valid_to)</c>, with the rule's own verdict beside it.</summary>
public sealed record StageIntervalRow(
    CustomerId CustomerId, int Ordinal, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo,
    Stage Stage, StageClass? Class, int Rank, StageBasis Basis, Stage RuleStage, StageClass? RuleClass);

/// <summary>A change of the stage or class in force, with its arrow and the sentence that explains it; nobody recorded what time alone brought.</summary>
public sealed record StageTransitionRow(
    CustomerId CustomerId, int Ordinal, DateTimeOffset At, Stage? FromStage, StageClass? FromClass, Stage Stage, StageClass? Class,
    StageArrow Arrow, bool Returned, StageBasis Basis, string Because, DateTimeOffset? RecordedAt, string? AuthorKind, string? Author);

/// <summary>The stage of every customer over time under one definition: in every projection whose report asks for stages.</summary>
/// <param name="prefix">Begins the names of its tables: <c>_input</c>, <c>_interval</c> and, where asked for, <c>_transition</c>.</param>
/// <param name="withTransitions">Whether the transitions are kept too, and the facts that bear on the stage under any definition, not this one alone.</param>
public sealed class StageTimelines : IComponent
{
    private readonly Func<StageInputRow, bool> _keeps;
    private readonly Derived<StageInputRow, (IReadOnlyList<StageInputRow> Facts, StageTimeline Timeline)> _timelines;

    public StageTimelines(string prefix, StageDefinition definition, DateTimeZone zone, bool withTransitions)
    {
        _keeps = withTransitions ? _ => true : row => row.BearsOn(definition);
        _timelines = new(prefix + "_input", row => row.CustomerId, row => new { row.Stream, row.Revision },
            rows => (rows, StageTimeline.Of(rows.Select(row => row.ToInput()), definition, zone)));
        _timelines.Into<StageIntervalRow>(prefix + "_interval", row => row.CustomerId, row => row.Ordinal,
            result => result.Timeline.Intervals.Select((interval, ordinal) => Row(result.Facts[0].CustomerId, interval, ordinal, definition.Rank)));
        if (withTransitions)
            _timelines.Into<StageTransitionRow>(prefix + "_transition", row => row.CustomerId, row => row.Ordinal,
                result => result.Timeline.Transitions.Select((transition, ordinal) => Row(result.Facts, transition, ordinal)),
                "at, customer_id, ordinal");
    }

    public IEnumerable<Type> Handles => StageInputRow.Handles;

    public void Apply(Recorded happened)
    {
        if (StageInputRow.Of(happened) is { } input && _keeps(input)) _timelines.Put(input);
    }

    private static StageIntervalRow Row(CustomerId customer, StageInterval interval, int ordinal, StageRanks rank) => new(
        customer, ordinal, interval.ValidFrom, interval.ValidTo,
        interval.InForce.Stage, interval.InForce.Class, rank.Of(interval.InForce), interval.Basis, interval.Rule.Stage, interval.Rule.Class);

    private static StageTransitionRow Row(IReadOnlyList<StageInputRow> facts, StageTransition transition, int ordinal)
    {
        var cause = facts.FirstOrDefault(fact => fact.Stream == transition.Cause?.Stream && fact.Revision == transition.Cause.Revision);
        return new(
            facts[0].CustomerId, ordinal, transition.At, transition.From?.Stage, transition.From?.Class, transition.To.Stage, transition.To.Class,
            transition.Arrow, transition.Returned, transition.Basis, transition.Because, cause?.RecordedAt, cause?.AuthorKind, cause?.Author);
    }
}
