using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Contacts;

/// <summary>What can be asked of a contact.</summary>
public abstract record ContactCommand
{
    public sealed record Plan(
        ContactDetails Details,
        DateTimeOffset DueAt,
        DateTimeOffset? RemindAt = null,
        AppealId? Appeal = null,
        DealId? Deal = null) : ContactCommand;

    public sealed record Reschedule(DateTimeOffset DueAt, DateTimeOffset? RemindAt = null) : ContactCommand;

    public sealed record Reassign(UserId Responsible) : ContactCommand;

    public sealed record Complete(int? Minutes = null, Personal? Outcome = null) : ContactCommand;

    public sealed record Cancel(Personal Reason) : ContactCommand;

    /// <summary>It has already happened and nobody planned it.</summary>
    public sealed record RecordCompleted(
        ContactDetails Details,
        int? Minutes = null,
        Personal? Outcome = null,
        AppealId? Appeal = null,
        DealId? Deal = null) : ContactCommand;

    public sealed record Withdraw(Personal Reason) : ContactCommand;

    public sealed record LinkToAppeal(AppealId Appeal) : ContactCommand;

    public sealed record LinkToDeal(DealId Deal) : ContactCommand;
}
