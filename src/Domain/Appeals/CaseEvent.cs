using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>What of the life of an appeal, and of contacts, bears on first responses.</summary>
public enum CaseEventKind
{
    Registered, Assigned, TakenInCharge, ForwardedToUser, ForwardedToGroup, Answered, AnswerWithdrawn, Closed, Reopened,
    Contacted, ContactWithdrawn, ContactLinked,
}

/// <summary>One such event.</summary>
/// <param name="Record">The appeal or contact it happened to.</param>
/// <param name="Person">Who did it; null for an automation, which never responds.</param>
/// <param name="Responsible">Who has the appeal from now on, or had the contact.</param>
/// <param name="Linked">The appeal a contact belongs to.</param>
/// <param name="Channel">How the customer came: of a registration and of a contact.</param>
public sealed record CaseEvent(
    Guid Record, long Revision, CaseEventKind Kind, DateTimeOffset At, UserId? Person, CustomerId? Customer = null,
    UserId? Responsible = null, AnswerId? Answer = null, AppealId? Linked = null, Direction? Direction = null,
    AppealChannel? Channel = null, string? AppealKind = null, ProductId? Product = null)
{
    public bool IsOfContact => Kind >= CaseEventKind.Contacted;

    /// <summary>Its place in the order of what happened: ties across streams go by the streams' names.</summary>
    internal (DateTimeOffset At, bool IsOfContact, Guid Record, long Revision) Place => (At, IsOfContact, Record, Revision);
}
