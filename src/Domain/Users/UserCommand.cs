using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Users;

/// <summary>What can be asked of a user's record.</summary>
public abstract record UserCommand
{
    public sealed record Register(string Name, UserRole? Role = null, UserId? Manager = null, string? Office = null) : UserCommand;

    public sealed record Rename(string Name) : UserCommand;

    public sealed record ChangeRole(UserRole? Role) : UserCommand;

    public sealed record Transfer(UserId? Manager, string? Office) : UserCommand;

    public sealed record Deactivate : UserCommand;

    public sealed record Reactivate : UserCommand;
}
