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
    Stage Stage, StageClass? Class, StageBasis Basis, Stage RuleStage, StageClass? RuleClass);

/// <summary>A change of the stage or class in force, with its arrow and the sentence that explains it.</summary>
public sealed record StageTransitionRow(
    CustomerId CustomerId, int Ordinal, DateTimeOffset At, Stage? FromStage, StageClass? FromClass, Stage Stage, StageClass? Class,
    StageArrow Arrow, bool Returned, StageBasis Basis, string Because);

/// <summary>The stage of every customer over time under one definition: in every projection whose report asks for stages.</summary>
/// <param name="prefix">Begins the names of its tables: <c>_input</c>, <c>_interval</c> and, where asked for, <c>_transition</c>.</param>
/// <param name="withTransitions">Whether the transitions are kept too, not the intervals alone.</param>
public sealed class StageTimelines : IComponent
{
    private readonly Derived<StageInputRow, (CustomerId Customer, StageTimeline Timeline)> _timelines;

    public StageTimelines(string prefix, StageDefinition definition, DateTimeZone zone, bool withTransitions)
    {
        if (definition.PurchaseIs != PurchaseMoment.Won)
            throw new NotSupportedException($"{definition.Id}: only deals won are read as purchases so far.");
        _timelines = new(prefix + "_input", row => row.CustomerId, row => new { row.Stream, row.Revision },
            rows => (rows[0].CustomerId, StageTimeline.Of(rows.Select(row => row.ToInput()), definition, zone)));
        _timelines.Into<StageIntervalRow>(prefix + "_interval", row => row.CustomerId, row => row.Ordinal,
            result => result.Timeline.Intervals.Select((interval, ordinal) => Row(result.Customer, interval, ordinal)));
        if (withTransitions)
            _timelines.Into<StageTransitionRow>(prefix + "_transition", row => row.CustomerId, row => row.Ordinal,
                result => result.Timeline.Transitions.Select((transition, ordinal) => Row(result.Customer, transition, ordinal)),
                "at, customer_id, ordinal");
    }

    public void Apply(Recorded happened)
    {
        if (StageInputRow.Of(happened) is { } input) _timelines.Put(input);
    }

    private static StageIntervalRow Row(CustomerId customer, StageInterval interval, int ordinal) => new(
        customer, ordinal, interval.ValidFrom, interval.ValidTo,
        interval.InForce.Stage, interval.InForce.Class, interval.Basis, interval.Rule.Stage, interval.Rule.Class);

    private static StageTransitionRow Row(CustomerId customer, StageTransition transition, int ordinal) => new(
        customer, ordinal, transition.At, transition.From?.Stage, transition.From?.Class, transition.To.Stage, transition.To.Class,
        transition.Arrow, transition.Returned, transition.Basis, transition.Because);
}
