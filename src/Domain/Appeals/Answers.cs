using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>The answers given to an appeal, those taken back among them.</summary>
internal sealed record Answers(ImmutableDictionary<AnswerId, Personal?> Given, ImmutableHashSet<AnswerId> Withdrawn)
{
    public static readonly Answers None = new(ImmutableDictionary<AnswerId, Personal?>.Empty, []);

    public bool AnyStands => Given.Count > Withdrawn.Count;

    public bool Stands(AnswerId answer, Personal? text) =>
        Given.TryGetValue(answer, out var given) && given == text && !Withdrawn.Contains(answer);

    public Answers With(AnswerId answer, Personal? text) => this with { Given = Given.SetItem(answer, text) };

    public Answers Without(AnswerId answer) => this with { Withdrawn = Withdrawn.Add(answer) };
}
