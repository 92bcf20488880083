namespace EventSourcedCrm.EventLog;

/// <summary>A log as the host keeps it: what can be done with it beside appending and reading facts.</summary>
public interface ILogStore : IEventLog, IAsyncDisposable
{
    /// <summary>Appends facts stored elsewhere, in their order and with their places in their streams, ids, bytes and instants. Positions are this log's own.</summary>
    /// <exception cref="LogCorruptedException">A fact is not the next of its stream. Those before it may have been appended.</exception>
    Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct);

    /// <summary>Those of the streams that have facts.</summary>
    ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct);
}
