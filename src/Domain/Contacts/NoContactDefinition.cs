using EventSourcedCrm.Domain.Customers;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>The meaning of "nobody contacted this customer", as data: one version of <c>no-contact/vN</c>.</summary>
public sealed record NoContactDefinition(
    string Id, IReadOnlyList<TouchKind> Counts, Direction? OnlyDirection, IReadOnlyList<ContactKind>? OnlyKinds, int MinDurationMinutes, StageDefinition Stages)
{
    public static NoContactDefinition V1 { get; } = new(
        "no-contact/v1", [TouchKind.ContactCompleted, TouchKind.AppealRegistered, TouchKind.AppealAnswered],
        OnlyDirection: null, OnlyKinds: null, MinDurationMinutes: 0, StageDefinition.V1);

    /// <summary>This definition and the one it pins.</summary>
    public string WithPinned => $"{Id},{Stages.Id}";

    /// <summary>Whether it counts as contact. What the organisation does counts only when a person did it; an unknown duration passes only 0 minutes.</summary>
    public bool Counted(Touch touch) =>
        Counts.Contains(touch.Kind)
        && (touch.Direction == Direction.Incoming || touch.ByPerson)
        && (touch.Kind != TouchKind.ContactCompleted
            || ((OnlyDirection is null || OnlyDirection == touch.Direction)
                && (OnlyKinds is null || (touch.ContactKind is { } kind && OnlyKinds.Contains(kind)))
                && (MinDurationMinutes == 0 || touch.Minutes >= MinDurationMinutes)));
}

/// <summary>What may count as contact with a customer.</summary>
public enum TouchKind { ContactCompleted, AppealRegistered, AppealAnswered }

/// <summary>One occasion on which the organisation and the customer were in touch; appeals are incoming, answers outgoing.</summary>
public sealed record Touch(TouchKind Kind, Direction Direction, bool ByPerson, ContactKind? ContactKind = null, int? Minutes = null);
