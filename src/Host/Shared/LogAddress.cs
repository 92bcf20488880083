using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.Host.Shared;

/// <summary>Where a log is, as CRM__EVENTLOG says it: <c>esdb://…</c> for EventStoreDB, <c>Host=…</c> for PostgreSQL.</summary>
public static class LogAddress
{
    /// <summary>Whether the text is meant as an address of a log, and not as a folder.</summary>
    public static bool IsOne(string text) => IsPostgres(text) || IsEventStore(text);

    /// <exception cref="SentenceException">The address is of neither kind.</exception>
    public static async Task<ILogStore> Open(string address, FactCodec codec, CancellationToken ct)
    {
        if (IsPostgres(address)) return await PostgresLog.Open(address, codec, ct);
        if (IsEventStore(address)) return await EventStoreLog.Open(address, codec, ct);
        throw new SentenceException("CRM__EVENTLOG must begin with esdb:// (EventStoreDB) or with Host= (PostgreSQL).");
    }

    private static bool IsEventStore(string text) => text.Contains("://", StringComparison.Ordinal);

    private static bool IsPostgres(string text) => text.StartsWith("Host=", StringComparison.OrdinalIgnoreCase);
}
