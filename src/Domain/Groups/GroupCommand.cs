using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Groups;

/// <summary>What can be asked of a group of users.</summary>
public abstract record GroupCommand
{
    public sealed record Form(string Name) : GroupCommand;

    public sealed record Rename(string Name) : GroupCommand;

    public sealed record AddMember(UserId Member) : GroupCommand;

    public sealed record RemoveMember(UserId Member) : GroupCommand;
}
