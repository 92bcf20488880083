namespace EventSourcedCrm.Projections.Engine;

/// <summary>The life of a build. At most one build of a projection is live.</summary>
public enum BuildState
{
    /// <summary>Being folded; nothing to query yet.</summary>
    Building,

    /// <summary>Folded and advancing, not published.</summary>
    Candidate,

    /// <summary>Answers when no build is asked for.</summary>
    Live,

    /// <summary>Replaced, kept for going back.</summary>
    Former,

    /// <summary>Stops at its position.</summary>
    Frozen,

    /// <summary>Given up; its tables are gone or may go.</summary>
    Retired,

    /// <summary>Folded again to be compared with another build; nobody queries it, and it is gone when that is done.</summary>
    Proof,

    /// <summary>Stopped by an error that a person must look at.</summary>
    Faulted,
}

/// <summary>One materialisation of a projection; its tables are in the PostgreSQL schema of its name.</summary>
public sealed record Build(
    string Name, string Projection, int Version, string Shape, string Definition, string Zone, string TzVersion, BuildState State, bool Publish, string? Error)
{
    /// <summary>The name of the lease under which it is written: while it is made, its maker's own; afterwards its projection's.</summary>
    public string LeasedAs => State is BuildState.Building or BuildState.Proof ? Name : Projection;
}
