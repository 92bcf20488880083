using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>What can happen to a contact with a customer, as stored for ever in stream <c>contact-{id}</c>.</summary>
public abstract record ContactFact : IFact;

[Stored("contact-planned-v1")]
public sealed record ContactPlanned(ContactDetails Details, DateTimeOffset DueAt, DateTimeOffset? RemindAt) : ContactFact;

/// <summary>The contact is due at another instant; without a reminder instant there is no reminder any longer.</summary>
[Stored("contact-rescheduled-v1")]
public sealed record ContactRescheduled(DateTimeOffset DueAt, DateTimeOffset? RemindAt) : ContactFact;

[Stored("contact-reassigned-v1")]
public sealed record ContactReassigned(UserId Responsible) : ContactFact;

/// <summary>The contact took place, planned before or not; the details say how it stood then, so that nothing else need be read to count it.</summary>
[Stored("contact-completed-v1")]
public sealed record ContactCompleted(ContactDetails Details, int? Minutes, Personal? Outcome) : ContactFact;

[Stored("contact-cancelled-v1")]
public sealed record ContactCancelled(Personal Reason) : ContactFact;

/// <summary>The contact was recorded by mistake; from this instant on it counts nowhere.</summary>
[Stored("contact-withdrawn-v1")]
public sealed record ContactWithdrawn(Personal Reason) : ContactFact;

[Stored("contact-linked-to-appeal-v1")]
public sealed record ContactLinkedToAppeal(AppealId Appeal) : ContactFact, ICommutes;

[Stored("contact-linked-to-deal-v1")]
public sealed record ContactLinkedToDeal(DealId Deal) : ContactFact, ICommutes;
