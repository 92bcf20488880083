using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Demo;

/// <summary>One record of the company and what happens to it, decided as any command is.</summary>
/// <param name="journal">Where it is written down.</param>
/// <param name="id">The record's identity.</param>
/// <param name="notBefore">Nothing happens to it earlier.</param>
/// <param name="customer">Whom it concerns.</param>
internal sealed class Tale<TState, TCommand, TFact>(Journal journal, Guid id, DateTimeOffset notBefore, CustomerId? customer = null)
    where TState : IDecider<TState, TCommand, TFact>
    where TFact : class, IFact
{
    private Folded<TState, TCommand, TFact> _record = Folded<TState, TCommand, TFact>.Initial;
    private long _revision = -1;
    private int _commands;
    private bool _over;

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset LastAt { get; private set; } = notBefore;

    /// <summary>Carries out a command, no earlier than the last one. What comes after the end has not happened, nor has anything after that.</summary>
    public void Tell(TCommand command, DateTimeOffset at, Actor actor)
    {
        at = at > LastAt ? at : LastAt;
        if (_over |= at > journal.End) return;
        var decision = _record.Decide(command, at);
        if (decision.Refusal is { } refusal) throw new InvalidOperationException($"The demo asks for what cannot be: {command}. {refusal.Sentence}");
        if (decision.Facts.Count == 0) return;

        var commandId = DerivedId.From(id.ToString("D"), $"command {_commands++}");
        var metadata = journal.Metadata(commandId, at, actor, customer);
        journal.Add(StreamName.Of(TState.Category, id), _revision, at,
            [.. decision.Facts.Select((fact, index) => new NewFact(DerivedId.From(commandId.ToString("D"), $"fact {index}"), fact, metadata))]);
        foreach (var fact in decision.Facts) _record = _record.After(fact, at);
        (_revision, LastAt) = (_revision + decision.Facts.Count, at);
    }

    public void Tell(TCommand command, DateTimeOffset at, UserId user) => Tell(command, at, Actor.Person(user));
}
