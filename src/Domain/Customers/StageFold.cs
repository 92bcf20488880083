using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>
/// Lays the overrides over the rule's verdict. Within one instant the facts come first, in their order, then the loss that is
/// due, then the overrides that end: so an occasion at the instant of a loss prevents it, and an override gives way to what
/// is true at its end.
/// </summary>
internal sealed class StageFold(StageDefinition definition, DateTimeZone zone, DateTimeOffset registeredAt)
{
    private readonly StageRule _rule = new(definition, zone, registeredAt);
    private readonly StageOverrides _overrides = new();
    private readonly List<(DateTimeOffset From, State State)> _states = [];
    private readonly List<StageTransition> _transitions = [];

    private readonly record struct State(Standing InForce, StageBasis Basis, Standing Rule);

    public void Apply(StageInput fact)
    {
        LetTimePassBefore(fact.At);
        switch (fact)
        {
            case StageInput.Registered when _states.Count == 0: Begin(fact); break;
            case StageInput.Won or StageInput.WinCorrected or StageInput.Reopened or StageInput.Delivered: _rule.Deal(fact); break;
            case StageInput.DeclaredLost declared: _rule.Declare(declared); break;
            case StageInput.OverrideSet set: _overrides.Begin(set); break;
            case StageInput.OverrideCleared cleared: _overrides.Clear(cleared); break;
        }
        Settle(fact.At, fact);
    }

    public StageTimeline Finish()
    {
        LetTimePassBefore(DateTimeOffset.MaxValue);
        var intervals = new StageInterval[_states.Count];
        for (var i = 0; i < intervals.Length; i++)
        {
            var (from, state) = _states[i];
            DateTimeOffset? to = i + 1 < intervals.Length ? _states[i + 1].From : null;
            intervals[i] = new(from, to, state.InForce, state.Basis, state.Rule);
        }
        return new(intervals, _transitions);
    }

    private void LetTimePassBefore(DateTimeOffset instant)
    {
        while (Calendar.Earlier(_rule.NextDue, _overrides.NextEnd) is { } due && due < instant)
        {
            _rule.ComeTo(due);
            _overrides.EndBy(due);
            Settle(due);
        }
    }

    private void Begin(StageInput registration)
    {
        _states.Add((registeredAt, new(Standing.Potential, StageBasis.Rule, Standing.Potential)));
        _transitions.Add(new(registeredAt, null, Standing.Potential, StageArrow.New, Returned: false, StageBasis.Rule,
            $"registered on {zone.DateOf(registeredAt):uuuu-MM-dd}")
        { Cause = registration });
    }

    private void Settle(DateTimeOffset at, StageInput? fact = null)
    {
        if (_states.Count == 0) return; // nothing is in force before the registration
        var before = _states[^1].State;
        var after = _overrides.InForce is { } set
            ? new State(set.Standing, StageBasis.Manual, _rule.Verdict)
            : new State(_rule.Verdict, StageBasis.Rule, _rule.Verdict);
        if (after == before) return;

        _states.Add((at, after));
        if (after.InForce != before.InForce) _transitions.Add(Transition(at, before, after, fact));
    }

    private StageTransition Transition(DateTimeOffset at, State before, State after, StageInput? fact) => new(
        at, before.InForce, after.InForce,
        definition.Rank.ArrowOf(before.InForce, after.InForce),
        Returned: before.InForce.Stage == Stage.Lost,
        after.Basis,
        Because(before.Basis, fact))
    {
        Cause = fact,
    };

    private string Because(StageBasis before, StageInput? fact) => fact switch
    {
        _ when _overrides.InForce is { Until: { } end } => $"set by a manager until {zone.DateOf(end):uuuu-MM-dd}",
        _ when _overrides.InForce is not null => "set by a manager",
        _ when before == StageBasis.Manual => $"the override ended: {_rule.Because()}",
        StageInput.Reopened => $"a deal was reopened: {_rule.Because()}",
        StageInput.WinCorrected => $"a purchase was corrected: {_rule.Because()}",
        _ => _rule.Because(),
    };
}
