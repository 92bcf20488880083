using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using EventSourcedCrm.Domain.Users;
using static EventSourcedCrm.Domain.Users.UserCommand;

namespace EventSourcedCrm.Domain.Tests.Users;

public sealed class UserTests : DeciderSpec<User, UserCommand, UserFact>
{
    private static readonly UserId Chief = new(Guid.NewGuid());
    private static readonly UserFact Registered = new UserRegistered("Anna", UserRole.Operator, Chief, "Florence");
    private static readonly UserFact Deactivated = new UserDeactivated();

    [Fact]
    public void Every_command_has_its_answer_before_registration_active_and_inactive() => Table(
        """
        Register | user-registered | !user-already-registered | !user-already-registered
        Rename | !no-such-user | user-renamed | !user-inactive
        ChangeRole | !no-such-user | user-role-changed | !user-inactive
        Transfer | !no-such-user | user-transferred | !user-inactive
        Deactivate | !no-such-user | user-deactivated | -
        Reactivate | !no-such-user | - | user-reactivated
        """,
        [[], [Registered], [Registered, Deactivated]],
        new Register("Anna"), new Rename("Anna B."), new ChangeRole(UserRole.Manager), new Transfer(null, null), new Deactivate(), new Reactivate());

    [Fact]
    public void A_person_may_be_registered_only_to_be_named() =>
        Given().When(new Register("Moses")).Then(new UserRegistered("Moses", null, null, null));

    [Fact]
    public void Registering_or_changing_to_what_is_so_changes_nothing()
    {
        Given(Registered).When(new Register("Anna", UserRole.Operator, Chief, "Florence")).ThenNothing();
        Given(Registered).When(new Rename("Anna")).ThenNothing();
        Given(Registered).When(new ChangeRole(UserRole.Operator)).ThenNothing();
        Given(Registered).When(new Transfer(Chief, "Florence")).ThenNothing();
    }

    [Fact]
    public void A_role_may_be_taken_away() =>
        Given(Registered).When(new ChangeRole(null)).Then(new UserRoleChanged(null));

    [Fact]
    public void A_reactivated_user_is_as_before() =>
        Given(Registered, new UserRenamed("Anna B."), Deactivated, new UserReactivated()).When(new Rename("Anna B.")).ThenNothing();
}

public sealed class UserProperties : DeciderProperties<User, UserCommand, UserFact>
{
    protected override IReadOnlyList<UserCommand> Samples { get; } =
    [
        new Register("Anna", UserRole.Operator),
        new Register("Anna"),
        new Rename("Anna B."),
        new ChangeRole(UserRole.Auditor),
        new ChangeRole(null),
        new Transfer(new UserId(Guid.NewGuid()), "Florence"),
        new Transfer(null, null),
        new Deactivate(),
        new Reactivate(),
    ];
}
