using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Shared.Decision;
using static EventSourcedCrm.Domain.Users.UserCommand;

namespace EventSourcedCrm.Domain.Users;

/// <summary>Decides what may happen to the record of a person of the organisation.</summary>
public abstract record User : IDecider<User, UserCommand, UserFact>
{
    private User() { }

    private sealed record Unknown : User;

    private sealed record Active(string Name, UserRole? Role, UserId? Manager, string? Office) : User;

    private sealed record Inactive(Active Before) : User;

    public static string Category => "user";

    public static User Initial { get; } = new Unknown();

    public static Decision<UserFact> Decide(UserCommand command, User user) => (command, user) switch
    {
        (Register c, Unknown) => [new UserRegistered(c.Name, c.Role, c.Manager, c.Office)],
        (Register c, Active a) when a == new Active(c.Name, c.Role, c.Manager, c.Office) => [],
        (Register, _) => Refuse("user-already-registered", "This user has already been registered."),
        (_, Unknown) => Refuse("no-such-user", "There is no such user."),

        (Rename c, Active a) => c.Name == a.Name ? [] : [new UserRenamed(c.Name)],
        (ChangeRole c, Active a) => c.Role == a.Role ? [] : [new UserRoleChanged(c.Role)],
        (Transfer c, Active a) => (c.Manager, c.Office) == (a.Manager, a.Office) ? [] : [new UserTransferred(c.Manager, c.Office)],

        (Deactivate, Active) => [new UserDeactivated()],
        (Reactivate, Inactive) => [new UserReactivated()],
        (Deactivate, Inactive) or (Reactivate, Active) => [],
        _ => Refuse("user-inactive", "This user is deactivated. Reactivate the user first."),
    };

    public static User Evolve(User user, UserFact fact) => (fact, user) switch
    {
        (UserRegistered f, _) => new Active(f.Name, f.Role, f.Manager, f.Office),
        (UserRenamed f, Active a) => a with { Name = f.Name },
        (UserRoleChanged f, Active a) => a with { Role = f.Role },
        (UserTransferred f, Active a) => a with { Manager = f.Manager, Office = f.Office },
        (UserDeactivated, Active a) => new Inactive(a),
        (UserReactivated, Inactive i) => i.Before,
        _ => user,
    };
}
