using EventSourcedCrm.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.Domain.Tests.Shared;

/// <summary>What holds for every decider, whatever it is asked and in whatever order.</summary>
public abstract class DeciderProperties<TState, TCommand, TFact>
    where TState : IDecider<TState, TCommand, TFact>
    where TCommand : notnull
    where TFact : IFact
{
    /// <summary>At least one of every command, with few enough ids and words for them to meet.</summary>
    protected abstract IReadOnlyList<TCommand> Samples { get; }

    /// <summary>Whether asking twice means two facts: two notes, two payments.</summary>
    protected virtual bool MayRepeat(TCommand command) => false;

    [Fact]
    public void Every_command_is_among_the_samples() =>
        typeof(TCommand).GetNestedTypes().Except(Samples.Select(sample => sample.GetType())).ShouldBeEmpty();

    [Fact]
    public void Every_command_in_every_order_has_an_answer() =>
        ForAllHistories(steps => steps.ShouldAllBe(step => step.Decision.Refusal == null || step.Decision.Facts.Count == 0));

    [Fact]
    public void Every_refusal_has_a_stable_code_and_a_sentence() =>
        ForAllHistories(steps =>
        {
            foreach (var refusal in steps.Select(step => step.Decision.Refusal).OfType<Refusal>())
            {
                refusal.Code.ShouldMatch("^[a-z0-9]+(-[a-z0-9]+)*$");
                refusal.Sentence.ShouldMatch(@"^[A-Z].* .*\.$");
            }
        });

    [Fact]
    public void Asking_again_for_what_is_so_adds_nothing() =>
        ForAllHistories(steps =>
        {
            foreach (var step in steps.Where(step => !MayRepeat(step.Command)))
                TState.Decide(step.Command, step.After).Facts.ShouldBeEmpty($"{step.Command} twice");
        });

    [Fact]
    public void Facts_in_an_order_nobody_decided_still_leave_a_state_that_answers() =>
        ForAllHistories(steps =>
        {
            var state = steps.SelectMany(step => step.Decision).Reverse().Aggregate(TState.Initial, TState.Evolve);
            foreach (var command in Samples) TState.Decide(command, state).ShouldNotBeNull();
        });

    [Fact]
    public void Every_fact_of_the_area_can_come_about()
    {
        var emitted = new HashSet<Type>();
        ForAllHistories(steps => emitted.UnionWith(steps.SelectMany(step => step.Decision).Select(fact => fact.GetType())));

        var facts = typeof(TFact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(TFact)));
        facts.Except(emitted).Select(type => type.Name).ShouldBeEmpty();
    }

    private void ForAllHistories(Action<IReadOnlyList<Step>> check)
    {
        // Beginnings are rare among many commands, so each history begins with the first sample.
        var histories = Gen.Elements<TCommand>(Samples).ArrayOf().Select(commands => commands.Prepend(Samples[0]));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(histories.ToArbitrary(), commands => check([.. Walk(commands)])));
    }

    private static IEnumerable<Step> Walk(IEnumerable<TCommand> commands)
    {
        var state = TState.Initial;
        foreach (var command in commands)
        {
            var decision = TState.Decide(command, state);
            state = decision.Aggregate(state, TState.Evolve);
            yield return new(command, decision, state);
        }
    }

    private sealed record Step(TCommand Command, Decision<TFact> Decision, TState After);
}
