using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Groups;

/// <summary>What can happen to a group of users, as stored for ever in stream <c>group-{id}</c>.</summary>
public abstract record GroupFact : IFact;

[Stored("group-formed-v1")]
public sealed record GroupFormed(string Name) : GroupFact;

[Stored("group-renamed-v1")]
public sealed record GroupRenamed(string Name) : GroupFact;

[Stored("group-member-added-v1")]
public sealed record GroupMemberAdded(UserId Member) : GroupFact;

[Stored("group-member-removed-v1")]
public sealed record GroupMemberRemoved(UserId Member) : GroupFact;
