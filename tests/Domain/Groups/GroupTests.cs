using EventSourcedCrm.Domain.Groups;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Groups.GroupCommand;

namespace EventSourcedCrm.Domain.Tests.Groups;

public sealed class GroupTests : DeciderSpec<Group, GroupCommand, GroupFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly GroupFact Formed = new GroupFormed("Technicians");
    private static readonly GroupFact AnnaAdded = new GroupMemberAdded(Anna);

    [Fact]
    public void Every_command_has_its_answer_before_forming_without_and_with_a_member() => Table(
        """
        Form | group-formed | !group-already-formed | !group-already-formed
        Rename | !no-such-group | group-renamed | group-renamed
        AddMember | !no-such-group | group-member-added | -
        RemoveMember | !no-such-group | - | group-member-removed
        """,
        [[], [Formed], [Formed, AnnaAdded]],
        new Form("Engineers"), new Rename("Engineers"), new AddMember(Anna), new RemoveMember(Anna));

    [Fact]
    public void Forming_or_renaming_to_what_is_so_changes_nothing()
    {
        Given(Formed).When(new Form("Technicians")).ThenNothing();
        Given(Formed).When(new Rename("Technicians")).ThenNothing();
    }

    [Fact]
    public void A_member_who_left_may_come_back() =>
        Given(Formed, AnnaAdded, new GroupMemberRemoved(Anna)).When(new AddMember(Anna)).Then(AnnaAdded);
}

public sealed class GroupProperties : DeciderProperties<Group, GroupCommand, GroupFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());

    protected override IReadOnlyList<GroupCommand> Samples { get; } =
    [
        new Form("Technicians"),
        new Rename("Engineers"),
        new AddMember(Anna),
        new AddMember(new(Guid.NewGuid())),
        new RemoveMember(Anna),
    ];
}
