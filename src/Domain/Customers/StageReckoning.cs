using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>One reckoning of rules 2–5 of stage/v1 over purchases and declared losses given in order of time.</summary>
internal sealed class StageReckoning(StageDefinition definition, DateTimeZone zone, DateTimeOffset registeredAt)
{
    private readonly TimeSpan _lostAfter = TimeSpan.FromDays(definition.LostAfterDays);
    private readonly List<Occasion> _run = [];
    private readonly Regularity _regularity = new(definition.Xyz, zone.DateOf(registeredAt));
    private Judgement _judgement;
    private LocalDate _since;
    private bool _declared;
    private bool _everLost;

    public Standing Verdict { get; private set; } = Standing.Potential;

    /// <summary>When time alone will end the run; never before the registration, as nothing is in force before it.</summary>
    public DateTimeOffset? LossDue { get; private set; }

    public void Purchase(DateTimeOffset at, decimal amount)
    {
        LoseBefore(at);
        var on = zone.DateOf(at);
        _regularity.Count(on, amount);
        if (IsNewDate(on)) Begin(new(at, on));
        // A second purchase of the occasion's very instant belongs to "all purchases up to the occasion's instant".
        else if (_run[^1].At == at) Judge();
    }

    public void Declare(DateTimeOffset at)
    {
        LoseBefore(at);
        if (Verdict != Standing.Lost) Lose(zone.DateOf(at), declared: true);
    }

    public void LoseBefore(DateTimeOffset instant)
    {
        if (LossDue < instant) Lose(_run[^1].On, declared: false);
    }

    public void LoseBy(DateTimeOffset instant)
    {
        if (LossDue <= instant) Lose(_run[^1].On, declared: false);
    }

    public string Because() => Verdict.Stage switch
    {
        Stage.Potential => "no purchase stands",
        Stage.Lost when _declared => $"declared lost on {_since:uuuu-MM-dd}",
        Stage.Lost => $"no purchase for {definition.LostAfterDays} days since {_since:uuuu-MM-dd}",
        Stage.Regular => $"{_run.Count} purchase dates up to {_run[^1].On:uuuu-MM-dd}, {_regularity.Explain(_judgement)}",
        _ => $"first purchase{(_everLost ? " after the loss" : "")} on {_run[0].On:uuuu-MM-dd}",
    };

    // Where clocks go back over midnight two dates alternate, so the last occasion's date is not enough.
    private bool IsNewDate(LocalDate on) =>
        _run.Count == 0 || (on != _run[^1].On && (_run.Count == 1 || on != _run[^2].On));

    private void Begin(Occasion occasion)
    {
        _run.Add(occasion);
        var due = occasion.At + _lostAfter;
        LossDue = due < registeredAt ? registeredAt : due;
        if (_run.Count < definition.RegularFrom) Verdict = Standing.OneTime;
        else Judge();
    }

    private void Judge()
    {
        if (_run.Count < definition.RegularFrom) return;
        _judgement = _regularity.Judge(_run);
        Verdict = Standing.Regular(_judgement.Class);
    }

    private void Lose(LocalDate since, bool declared)
    {
        (_since, _declared, _everLost) = (since, declared, true);
        _run.Clear();
        LossDue = null;
        Verdict = Standing.Lost;
    }
}

/// <summary>A calendar date with a purchase, at the instant of the first one.</summary>
internal readonly record struct Occasion(DateTimeOffset At, LocalDate On);
