using EventSourcedCrm.EventLog;

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

    /// <summary>Replaced, kept and advancing for going back.</summary>
    Former,

    /// <summary>Stops at its position.</summary>
    Frozen,

    /// <summary>Given up; its tables are gone.</summary>
    Retired,

    /// <summary>Folded again to be compared with another build; nobody queries it, and it is gone when that is done.</summary>
    Proof,

    /// <summary>Stopped by an error that a person must look at.</summary>
    Faulted,
}

/// <summary>One materialisation of a projection; its tables are in the PostgreSQL schema of its name.</summary>
/// <param name="Definition">With those it pins, as in <c>first-response/v1,stage/v1</c>; empty where the projection has none.</param>
/// <param name="Publish">As a candidate it becomes live by itself once it is level with the live one.</param>
public sealed record Build(
    string Name, string Projection, int Version, string Shape, string Definition, string Zone, string TzVersion, BuildState State, bool Publish, string? Error)
{
    /// <summary>Where it stops for ever; null where it goes on.</summary>
    public LogPosition? Until { get; init; }

    /// <summary>Made to answer one question, and not kept for long.</summary>
    public bool OnDemand { get; init; }

    /// <summary>While building: a person wants it to wait.</summary>
    public bool IsPaused { get; init; }

    /// <summary>While building: at most so many facts a second; null: as fast as can be.</summary>
    public int? FactsPerSecond { get; init; }

    /// <summary>People asked for it; the others the program began itself.</summary>
    public bool WasAskedFor => Name.StartsWith(Projection + "_r", StringComparison.Ordinal);

    /// <summary>The name of the lease under which it is written: while it is made, its maker's own; afterwards its projection's.</summary>
    public string LeasedAs => State is BuildState.Building or BuildState.Proof ? Name : Projection;
}
