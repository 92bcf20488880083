using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Host.Shared;

/// <summary>A record as its facts have made it so far.</summary>
internal readonly record struct Folded<TState, TCommand, TFact>(TState State, Chronology Chronology)
    where TState : IDecider<TState, TCommand, TFact>
    where TFact : class, IFact
{
    public static Folded<TState, TCommand, TFact> Initial => new(TState.Initial, default);

    public Folded<TState, TCommand, TFact> After(IFact fact, DateTimeOffset happenedAt) =>
        new(fact is TFact own ? TState.Evolve(State, own) : State, Chronology.After(fact, happenedAt));

    /// <summary>What the command leads to at that instant: the decider's answer, unless its facts would be out of order.</summary>
    public Decision<TFact> Decide(TCommand command, DateTimeOffset happenedAt)
    {
        var decision = TState.Decide(command, State);
        foreach (var fact in decision.Facts)
            if (Chronology.Check(fact, happenedAt) is { } untimely) return untimely;
        return decision;
    }
}
