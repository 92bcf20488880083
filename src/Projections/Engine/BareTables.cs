using EventSourcedCrm.Projections.Engine.Tables;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// A build's tables before anybody else can see them: filled with COPY in the transaction that creates them, which spares the
/// write-ahead log, their keys and indexes last.
/// </summary>
internal sealed class BareTables : IAsyncDisposable
{
    /// <summary>A sample of 3,000 rows a table will do until the server's own analyze comes by; the usual one costs as much as the largest index.</summary>
    private const int SampleOfAnalyze = 10;

    private readonly NpgsqlConnection _connection;
    private readonly string _schema;
    private NpgsqlTransaction? _transaction;

    private BareTables(NpgsqlConnection connection, string schema) => (_connection, _schema) = (connection, schema);

    public NpgsqlConnection Connection => _connection;

    /// <summary>Begins the transaction, which may last as long as the log takes to read; whoever takes the build's lease ends it.</summary>
    public static async Task<BareTables> Create(NpgsqlDataSource database, Build build, IEnumerable<Store> stores, CancellationToken ct)
    {
        var tables = new BareTables(await database.OpenConnectionAsync(ct), build.Name);
        try
        {
            tables._transaction = await tables._connection.BeginTransactionAsync(ct);
            await tables.Run([Lease.Writing(build.LeasedAs), new("set local idle_in_transaction_session_timeout = 0"), new($"set local default_statistics_target = {SampleOfAnalyze}")], ct);
            await tables.Run([$"create schema \"{build.Name}\"", .. stores.SelectMany(store => store.CreateTable(build.Name))], ct);
            return tables;
        }
        catch
        {
            await tables.DisposeAsync();
            throw;
        }
    }

    /// <summary>Writes rows that were taken from the store.</summary>
    public Task Pour(Store store, CopyRows rows, CancellationToken ct) => store.Copy(rows, _connection, _schema, ct);

    public async Task AddKeys(IReadOnlyList<Store> stores, CancellationToken ct)
    {
        await Run(stores.SelectMany(store => store.CreateKeys(_schema)), ct);
        await Run(stores.Select(store => $"analyze \"{_schema}\".{store.Name}"), ct);
    }

    public Task Commit(CancellationToken ct) => _transaction!.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null) await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private Task Run(IEnumerable<string> statements, CancellationToken ct) => Run([.. statements.Select(statement => new NpgsqlBatchCommand(statement))], ct);

    /// <summary>As long as it takes: an index of a large table takes minutes.</summary>
    private async Task Run(IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection) { Timeout = 0 };
        foreach (var command in commands) batch.BatchCommands.Add(command);
        if (commands.Count > 0) await batch.ExecuteNonQueryAsync(ct);
    }
}
