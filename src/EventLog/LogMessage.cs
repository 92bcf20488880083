namespace EventSourcedCrm.EventLog;

/// <summary>What a subscription delivers.</summary>
public abstract record LogMessage
{
    private LogMessage() { }

    /// <summary>The next facts, in order, never empty.</summary>
    public sealed record Page(IReadOnlyList<Recorded> Facts) : LogMessage;

    /// <summary>Nothing for this subscriber up to here: a place to resume from after a quiet stretch.</summary>
    public sealed record Checkpoint(LogPosition Position) : LogMessage;

    /// <summary>Everything there was has been delivered; what follows is live.</summary>
    public sealed record CaughtUp : LogMessage;
}
