namespace EventSourcedCrm.EventStoreServer;

/// <summary>What part a node plays in its cluster.</summary>
public enum NodeState
{
    Leader,
    Follower,
    ReadOnlyReplica,

    /// <summary>It knows of no leader: starting, or an election goes on.</summary>
    Unknown,
}
