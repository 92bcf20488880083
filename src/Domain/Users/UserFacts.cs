using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Users;

/// <summary>What a user may do; an auditor stands apart and may change nothing.</summary>
public enum UserRole { Operator, Manager, Admin, Auditor }

/// <summary>What can happen to a person of the organisation, as stored for ever in stream <c>user-{id}</c>.</summary>
public abstract record UserFact : IFact;

/// <summary>A person of the organisation is known; without a role they are only named, by imports, and may do nothing.</summary>
[Stored("user-registered-v1")]
public sealed record UserRegistered(string Name, UserRole? Role, UserId? Manager, string? Office) : UserFact;

[Stored("user-renamed-v1")]
public sealed record UserRenamed(string Name) : UserFact;

[Stored("user-role-changed-v1")]
public sealed record UserRoleChanged(UserRole? Role) : UserFact;

/// <summary>The user now reports to this manager and works in this office.</summary>
[Stored("user-transferred-v1")]
public sealed record UserTransferred(UserId? Manager, string? Office) : UserFact;

[Stored("user-deactivated-v1")]
public sealed record UserDeactivated : UserFact;

[Stored("user-reactivated-v1")]
public sealed record UserReactivated : UserFact;
