using System.Collections;
using System.Runtime.CompilerServices;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>A business refusal: a stable code for programs and a sentence a salesperson may read.</summary>
public sealed record Refusal(string Code, string Sentence);

/// <summary>What a decider answers: facts to record, none when it is already so, or a refusal.</summary>
[CollectionBuilder(typeof(Decision), nameof(Decision.Accept))]
public sealed class Decision<TFact> : IEnumerable<TFact> where TFact : IFact
{
    internal Decision(IReadOnlyList<TFact> facts) => Facts = facts;

    private Decision(Refusal refusal) => (Facts, Refusal) = ([], refusal);

    public IReadOnlyList<TFact> Facts { get; }

    public Refusal? Refusal { get; }

    public static implicit operator Decision<TFact>(Refusal refusal) => new(refusal);

    public IEnumerator<TFact> GetEnumerator() => Facts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The three spellings of an answer: <c>[fact]</c>, <c>[]</c> and <c>Refuse(code, sentence)</c>.</summary>
public static class Decision
{
    public static Decision<TFact> Accept<TFact>(ReadOnlySpan<TFact> facts) where TFact : IFact => new([.. facts]);

    public static Refusal Refuse(string code, string sentence) => new(code, sentence);
}
