using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Definitions;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>The meaning of "nobody contacted this customer", as data: what one version of <c>no-contact/vN</c> says (reports.md, section 3).</summary>
/// <param name="Directions">Of contacts; appeals are incoming and answers outgoing, whatever this says.</param>
/// <param name="Kinds">Of contacts; null: all.</param>
/// <param name="MinDurationMinutes">Of contacts; an unknown duration passes only 0.</param>
/// <param name="Stages">The stage definition by which customers are chosen and shown.</param>
public sealed record NoContactDefinition(
    IReadOnlyList<TouchKind> Counts, ContactDirections Directions, IReadOnlyList<ContactKind>? Kinds, int MinDurationMinutes, DefinitionId Stages) : Definition
{
    public static NoContactDefinition V1 { get; } = new(
        [TouchKind.ContactCompleted, TouchKind.AppealRegistered, TouchKind.AppealAnswered],
        ContactDirections.Both, Kinds: null, MinDurationMinutes: 0, new(Stage, 1));

    [JsonIgnore]
    public override string Report => NoContact;

    [JsonIgnore]
    public override IReadOnlyList<DefinitionId> Pins => [Stages];

    /// <summary>Whether it counts as contact. What the organisation does counts only when a person did it; an unknown duration passes only 0 minutes.</summary>
    public bool Counted(Touch touch) => WhyNot(touch) is null;

    /// <summary>Why it does not count as contact, in a clause; null where it does.</summary>
    public string? WhyNot(Touch touch) => touch switch
    {
        _ when !Counts.Contains(touch.Kind) => touch.Kind switch
        {
            TouchKind.ContactCompleted => "contacts are no contact here",
            TouchKind.AppealRegistered => "appeals are no contact",
            _ => "answers are no contact",
        },
        { Direction: Direction.Outgoing, ByPerson: false } => "no person did it",
        { Kind: not TouchKind.ContactCompleted } => null,
        _ when !Allows(touch.Direction) => $"only {Directions.ToString().ToLowerInvariant()} contacts count",
        _ when Kinds is not null && !(touch.ContactKind is { } kind && Kinds.Contains(kind)) => "contacts of its kind do not count",
        { Minutes: null } when MinDurationMinutes > 0 => $"its duration is not known, and {MinDurationMinutes} minutes are needed",
        { Minutes: { } minutes } when minutes < MinDurationMinutes => $"{minutes} minutes are fewer than {MinDurationMinutes}",
        _ => null,
    };

    public override IEnumerable<Flaw> Flaws()
    {
        if (Counts.Count == 0) yield return new("counts", "Something has to count as contact.");
        if (Counts.Distinct().Count() != Counts.Count) yield return new("counts", "Nothing is named twice.");
        if (Kinds is { Count: 0 }) yield return new("kinds", "Name a kind, or leave it out for all.");
        if (MinDurationMinutes is < 0 or > 1440) yield return new("minDurationMinutes", "From 0 to 1440 minutes are accepted.");
        if (Stages.Report != Stage) yield return new("stages", "A definition of stages is expected, such as stage/v1.");
    }

    public bool Equals(NoContactDefinition? other) =>
        other is not null && Same(Counts, other.Counts) && Same(Kinds, other.Kinds)
        && (Directions, MinDurationMinutes, Stages) == (other.Directions, other.MinDurationMinutes, other.Stages);

    public override int GetHashCode() => HashCode.Combine(Directions, MinDurationMinutes, Stages);

    private bool Allows(Direction direction) => Directions switch
    {
        ContactDirections.Incoming => direction == Direction.Incoming,
        ContactDirections.Outgoing => direction == Direction.Outgoing,
        _ => true,
    };

    private static bool Same<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b) => a is null || b is null ? a is null && b is null : a.Order().SequenceEqual(b.Order());
}

/// <summary>Which contacts count by who began them.</summary>
public enum ContactDirections { Both, Incoming, Outgoing }

/// <summary>What may count as contact with a customer.</summary>
public enum TouchKind { ContactCompleted, AppealRegistered, AppealAnswered }

/// <summary>One occasion on which the organisation and the customer were in touch; appeals are incoming, answers outgoing.</summary>
public sealed record Touch(TouchKind Kind, Direction Direction, bool ByPerson, ContactKind? ContactKind = null, int? Minutes = null);
