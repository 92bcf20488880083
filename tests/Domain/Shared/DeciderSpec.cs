using System.Reflection;
using System.Text.Json;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

/// <summary>A decision told as given, when, then.</summary>
public abstract class DeciderSpec<TState, TCommand, TFact>
    where TState : IDecider<TState, TCommand, TFact>
    where TCommand : notnull
    where TFact : IFact
{
    protected static Past Given(params TFact[] facts) => new(facts.Aggregate(TState.Initial, TState.Evolve));

    /// <summary>
    /// One line a command, one column a past: the stored names of the facts it leads to, <c>-</c> when it is already so,
    /// <c>!code</c> when it is refused.
    /// </summary>
    protected static void Table(string expected, IReadOnlyList<TFact[]> pasts, params TCommand[] commands)
    {
        var lines = commands.Select(command => string.Join(" | ",
            pasts.Select(past => Brief(Given(past).When(command).Decision)).Prepend(command.GetType().Name)));
        string.Join("\n", lines).ShouldBe(expected.ReplaceLineEndings("\n"));

        var untold = typeof(TCommand).GetNestedTypes().Except(commands.Select(command => command.GetType())).Select(type => type.Name);
        untold.ShouldBeEmpty("every command belongs into the table");
    }

    private static string Brief(Decision<TFact> decision) => decision switch
    {
        { Refusal: { } refusal } => $"!{refusal.Code}",
        { Facts: [] } => "-",
        _ => string.Join(", ", decision.Select(fact => fact.GetType().GetCustomAttribute<StoredAttribute>()!.Name.Replace("-v1", ""))),
    };

    protected sealed record Past(TState State)
    {
        public Outcome When(TCommand command) => new(TState.Decide(command, State));
    }

    protected sealed record Outcome(Decision<TFact> Decision)
    {
        public void Then(params TFact[] facts)
        {
            Decision.Refusal.ShouldBeNull();
            Decision.Select(Text).ShouldBe(facts.Select(Text));
        }

        public void ThenNothing() => Then();

        public void ThenRefused(string code)
        {
            Decision.Facts.ShouldBeEmpty();
            Decision.Refusal.ShouldNotBeNull().Code.ShouldBe(code);
        }

        // Lists inside facts compare by reference, their text by content.
        private static string Text(TFact fact) => $"{fact.GetType().Name} {JsonSerializer.Serialize(fact, fact.GetType())}";
    }
}
