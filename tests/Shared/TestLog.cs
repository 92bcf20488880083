using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventStoreServer;
using Npgsql;

namespace EventSourcedCrm.Tests.Shared;

/// <summary>
/// The log that the product's tests run over: PostgreSQL; EventStoreDB where CRM_TEST_EVENTSTORE is <c>esdb://…</c>, a real server;
/// or <c>test-server</c>, one of our own for each log.
/// </summary>
public static class TestLog
{
    private static readonly string? Wanted = Environment.GetEnvironmentVariable("CRM_TEST_EVENTSTORE");

    public static bool IsEventStore => !string.IsNullOrEmpty(Wanted);

    /// <summary>On a real server each log has streams of other names, and what is encrypted is bound to its stream: facts stored as another log stored them could not be read.</summary>
    public static bool TakesFactsOfOthers => !IsEventStore || Wanted == "test-server";

    /// <summary>An empty log, with its keys in the database.</summary>
    public static async Task<ILogStore> Open(NpgsqlDataSource database)
    {
        var keys = await SubjectKeys.Open(database, CancellationToken.None);
        return Wanted switch
        {
            null or "" => await PostgresLog.Open(database, new(keys), CancellationToken.None),
            "test-server" => await OnTestServer(new(keys)),
            _ => await OwnStreams.On(Wanted, keys),
        };
    }

    private static async Task<ILogStore> OnTestServer(FactCodec codec)
    {
        var server = await TestServer.Start();
        return new LogWithServer(await EventStoreLog.Open(server.ConnectionString, codec, CancellationToken.None), server);
    }

    private sealed class LogWithServer(EventStoreLog log, TestServer server) : LogOver(log)
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}

/// <summary>A log that passes everything on to another one.</summary>
public abstract class LogOver(ILogStore log) : ILogStore
{
    public virtual ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) => log.Append(stream, expected, facts, ct);

    public virtual IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) => log.ReadStream(stream, fromRevision, ct);

    public virtual IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, CancellationToken ct) => log.ReadAll(after, ct);

    public virtual IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) => log.Subscribe(after, ct);

    public virtual ValueTask<LogPosition> Head(CancellationToken ct) => log.Head(ct);

    public virtual IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, CancellationToken ct) => log.ReadStored(after, ct);

    public virtual ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) => log.ReadFirst(stream, ct);

    public virtual Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) => log.Decode(facts, rememberKeys, ct);

    public virtual Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct) => log.Extend(facts, ct);

    public virtual ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct) => log.ExistingStreams(streams, ct);

    public virtual ValueTask DisposeAsync() => log.DisposeAsync();
}
