using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Groups.GroupCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Groups;

/// <summary>Decides what may happen to a group of users.</summary>
public abstract record Group : IDecider<Group, GroupCommand, GroupFact>
{
    private Group() { }

    private sealed record Unknown : Group;

    private sealed record Formed(string Name, ImmutableHashSet<UserId> Members) : Group;

    public static string Category => "group";

    public static Group Initial { get; } = new Unknown();

    public static Decision<GroupFact> Decide(GroupCommand command, Group group) => (command, group) switch
    {
        (Form c, Unknown) => [new GroupFormed(c.Name)],
        (Form c, Formed g) when c.Name == g.Name => [],
        (Rename c, Formed g) => c.Name == g.Name ? [] : [new GroupRenamed(c.Name)],
        (AddMember c, Formed g) => g.Members.Contains(c.Member) ? [] : [new GroupMemberAdded(c.Member)],
        (RemoveMember c, Formed g) => g.Members.Contains(c.Member) ? [new GroupMemberRemoved(c.Member)] : [],
        (_, Unknown) => Refuse("no-such-group", "There is no such group."),
        _ => Refuse("group-already-formed", "This group has already been formed."),
    };

    public static Group Evolve(Group group, GroupFact fact) => (fact, group) switch
    {
        (GroupFormed f, _) => new Formed(f.Name, []),
        (GroupRenamed f, Formed g) => g with { Name = f.Name },
        (GroupMemberAdded f, Formed g) => g with { Members = g.Members.Add(f.Member) },
        (GroupMemberRemoved f, Formed g) => g with { Members = g.Members.Remove(f.Member) },
        _ => group,
    };
}
