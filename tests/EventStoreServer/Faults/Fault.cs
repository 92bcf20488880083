namespace EventSourcedCrm.EventStoreServer.Faults;

/// <summary>The ways in which a server, or what lies between, can fail a client.</summary>
public enum Fault
{
    /// <summary>Names the leader, or another living node if this one leads.</summary>
    NotLeader,
    NotLeaderNamingItself,

    /// <summary>UNAVAILABLE "Server Is Not Ready".</summary>
    Unavailable,

    /// <summary>ABORTED "Prepare phase timeout".</summary>
    TimedOut,
    DeadlineExceeded,

    /// <summary>Goes on after `Slowness`.</summary>
    Slow,

    /// <summary>The TCP connection, with all calls on it.</summary>
    CutConnection,

    /// <summary>RST_STREAM(CANCEL) for this call only.</summary>
    Reset,
    EndWithoutStatus,

    /// <summary>Ends a subscription as if it were complete.</summary>
    EndWithOk,

    /// <summary>ABORTED "Consumer too slow".</summary>
    ConsumerTooSlow,

    /// <summary>Nothing is sent any more, and the call stays open.</summary>
    Silence,

    /// <summary>A checkpoint of 2^64−1.</summary>
    UnknownCheckpoint,

    /// <summary>A checkpoint at the start of the log.</summary>
    CheckpointGoingBack,

    /// <summary>From here on the call's answers come in DATA frames of seven bytes.</summary>
    Shreds,
}
