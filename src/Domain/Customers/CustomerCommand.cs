using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>What can be asked of a customer's record.</summary>
public abstract record CustomerCommand
{
    public sealed record Register(CustomerKind Kind, Personal Name, CustomerDetails Details, UserId? Manager = null) : CustomerCommand;

    /// <summary>Only the fields given are changed.</summary>
    public sealed record ChangeDetails(CustomerDetails Details) : CustomerCommand;

    public sealed record AddContactPerson(ContactPersonId Person, ContactPersonDetails Details) : CustomerCommand;

    public sealed record ChangeContactPerson(ContactPersonId Person, ContactPersonDetails Details) : CustomerCommand;

    public sealed record RemoveContactPerson(ContactPersonId Person) : CustomerCommand;

    public sealed record Assign(UserId Manager) : CustomerCommand;

    public sealed record OverrideStage(Stage Stage, StageClass? Class, DateTimeOffset? Until, Personal Reason) : CustomerCommand;

    public sealed record ClearStageOverride(Personal Reason) : CustomerCommand;

    public sealed record DeclareLost(Personal Reason) : CustomerCommand;

    public sealed record Archive(Personal Reason) : CustomerCommand;

    public sealed record Restore(Personal Reason) : CustomerCommand;
}

/// <summary>The fields of a customer's card; null leaves a field as it is, a null attribute removes it.</summary>
public sealed record CustomerDetails(
    Personal? Name = null,
    IReadOnlyList<CustomerRole>? Roles = null,
    IReadOnlyList<Phone>? Phones = null,
    IReadOnlyList<Personal>? Emails = null,
    Personal? Address = null,
    string? Source = null,
    IReadOnlyDictionary<string, string?>? Attributes = null);
