using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using State = EventSourcedCrm.EventLog.EventStoreDb.Messages.MemberInfo.Types.VNodeState;

namespace EventSourcedCrm.EventLog.EventStoreDb.Cluster;

/// <summary>Which members of a cluster can be asked, the preferred ones first.</summary>
internal static class Candidates
{
    private static readonly Dictionary<NodePreference, State[][]> Order = new()
    {
        [NodePreference.Leader] = [[State.Leader], [State.Follower], [State.ReadOnlyReplica], [State.ReadOnlyLeaderless]],
        [NodePreference.Follower] = [[State.Follower], [State.Leader], [State.ReadOnlyReplica], [State.ReadOnlyLeaderless]],
        [NodePreference.ReadOnlyReplica] = [[State.ReadOnlyReplica], [State.ReadOnlyLeaderless], [State.Leader], [State.Follower]],
        [NodePreference.Random] = [[State.Leader, State.Follower, State.ReadOnlyReplica, State.ReadOnlyLeaderless]],
    };

    public static IEnumerable<Endpoint> Of(ClusterInfo cluster, NodePreference preference)
    {
        var alive = cluster.Members.Where(member => member.IsAlive).ToArray();
        Random.Shared.Shuffle(alive);
        return Order[preference].SelectMany(states => alive.Where(member => states.Contains(member.State))).Select(Endpoint);
    }

    public static Endpoint Endpoint(MemberInfo member) => new(member.HttpEndPoint.Address, (int)member.HttpEndPoint.Port);
}
