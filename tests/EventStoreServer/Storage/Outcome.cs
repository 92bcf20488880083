namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>How a write ended, unless it ended with an error of the call.</summary>
internal abstract record Outcome
{
    /// <summary>The revision and position of the last event: null after an empty write, the position also where that event can no longer be read.</summary>
    public sealed record Written(ulong? Revision, ulong? Position) : Outcome;

    /// <summary>The stream's last revision is another one than expected; −1 is none.</summary>
    public sealed record WrongVersion(long Current) : Outcome;
}
