using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>What can happen to a customer, as stored for ever in stream <c>customer-{id}</c>.</summary>
public abstract record CustomerFact : IFact;

[Stored("customer-registered-v1")]
public sealed record CustomerRegistered(CustomerKind Kind, Personal Name) : CustomerFact;

[Stored("customer-renamed-v1")]
public sealed record CustomerRenamed(Personal Name) : CustomerFact;

[Stored("customer-roles-changed-v1")]
public sealed record CustomerRolesChanged(IReadOnlyList<CustomerRole> Roles) : CustomerFact;

[Stored("customer-phones-changed-v1")]
public sealed record CustomerPhonesChanged(IReadOnlyList<Phone> Phones) : CustomerFact;

[Stored("customer-emails-changed-v1")]
public sealed record CustomerEmailsChanged(IReadOnlyList<Personal> Emails) : CustomerFact;

[Stored("customer-address-changed-v1")]
public sealed record CustomerAddressChanged(Personal Address) : CustomerFact;

[Stored("customer-source-changed-v1")]
public sealed record CustomerSourceChanged(string Source) : CustomerFact;

/// <summary>A free attribute was given a value; null removes it.</summary>
[Stored("customer-attribute-changed-v1")]
public sealed record CustomerAttributeChanged(string Name, Personal? Value) : CustomerFact;

[Stored("contact-person-added-v1")]
public sealed record ContactPersonAdded(ContactPersonId Person, ContactPersonDetails Details) : CustomerFact;

[Stored("contact-person-changed-v1")]
public sealed record ContactPersonChanged(ContactPersonId Person, ContactPersonDetails Details) : CustomerFact;

[Stored("contact-person-removed-v1")]
public sealed record ContactPersonRemoved(ContactPersonId Person) : CustomerFact;

/// <summary>From this instant on the user answers for the customer.</summary>
[Stored("customer-assigned-v1")]
public sealed record CustomerAssigned(UserId Manager) : CustomerFact;

/// <summary>A manager put a stage in force by hand from the fact's instant until the end named, its clearing, or for good.</summary>
[Stored("customer-stage-overridden-v1")]
public sealed record CustomerStageOverridden(Stage Stage, StageClass? Class, DateTimeOffset? Until, Personal Reason) : CustomerFact, ICommutes;

[Stored("customer-stage-override-cleared-v1")]
public sealed record CustomerStageOverrideCleared(Personal Reason) : CustomerFact, ICommutes;

/// <summary>Someone stated that the customer will not buy again; the next purchase starts anew.</summary>
[Stored("customer-declared-lost-v1")]
public sealed record CustomerDeclaredLost(Personal Reason) : CustomerFact, ICommutes;

[Stored("customer-archived-v1")]
public sealed record CustomerArchived(Personal Reason) : CustomerFact;

[Stored("customer-restored-v1")]
public sealed record CustomerRestored(Personal Reason) : CustomerFact;
