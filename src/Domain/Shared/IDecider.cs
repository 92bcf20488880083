namespace EventSourcedCrm.Domain.Shared;

/// <summary>An aggregate as two pure functions: what a command leads to, and what a fact changes.</summary>
public interface IDecider<TState, in TCommand, TFact> where TFact : IFact
{
    /// <summary>The first part of the names of its streams, as in <c>deal-{id}</c>.</summary>
    static abstract string Category { get; }

    static abstract TState Initial { get; }

    /// <summary>Total and without exceptions: every command in every state has an answer.</summary>
    static abstract Decision<TFact> Decide(TCommand command, TState state);

    /// <summary>Never refuses and never throws: what is recorded has happened.</summary>
    static abstract TState Evolve(TState state, TFact fact);
}
