using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Contract;

/// <summary>A log of its own for one test, and what the test needs to try it. Every implementation of the port has one.</summary>
public abstract class LogRig : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    /// <summary>Keys are in PostgreSQL whatever the log is in.</summary>
    public NpgsqlDataSource Database { get; private set; } = null!;

    protected string ConnectionString { get; private set; } = null!;

    public SubjectKeys Keys { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Reached(await TestPostgres.NewDatabase());
        Database = PostgresLog.Source(ConnectionString);
        Keys = await SubjectKeys.Open(Database, CancellationToken.None);
        await Start();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _opened) await log.DisposeAsync();
        await Stop();
        await Database.DisposeAsync();
    }

    /// <summary>Opens the log once more, as another process would.</summary>
    public async Task<IEventLog> Open(FactCodec? codec = null)
    {
        var log = await Connect(codec ?? new FactCodec(Keys));
        _opened.Add((IAsyncDisposable)log);
        return log;
    }

    /// <summary>Ends every connection to the log from the server's side.</summary>
    public abstract Task BreakConnections();

    /// <summary>How the database is reached.</summary>
    protected virtual string Reached(string connectionString) => connectionString;

    protected abstract Task<IEventLog> Connect(FactCodec codec);

    protected abstract Task Start();

    protected abstract Task Stop();
}

/// <summary>Facts to append where their content does not matter.</summary>
public static class Some
{
    public static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    public static StreamName Stream() => StreamName.Of("customer", Guid.NewGuid());

    public static FactMetadata Metadata(CustomerId? customer = null) => new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = Noon,
        Actor = new(ActorKind.Person, "ann"),
        RecordedBy = new(RecorderKind.Program, "tests"),
        Customer = customer,
    };

    public static NewFact Fact(string source = "fair") => new(Guid.NewGuid(), new CustomerSourceChanged(source), Metadata());

    public static NewFact[] Facts(int count) => [.. Enumerable.Range(0, count).Select(n => Fact($"source {n}"))];

    public static ExpectedRevision After(long revision) => revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision);
}
