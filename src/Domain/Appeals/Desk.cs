using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Appeals;

/// <summary>Where an appeal lies: with nobody, before a user who may have taken it in charge, or in the queue of a group.</summary>
internal sealed record Desk(UserId? User, GroupId? Group, bool InCharge)
{
    public static readonly Desk Nobody = new(null, null, false);

    public static Desk Of(UserId user, bool inCharge = false) => new(user, null, inCharge);

    public static Desk Of(GroupId group) => new(null, group, false);
}
