using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

/// <summary>The embedded log in a database of its own, appended to over a connection of our own.</summary>
public class PostgresRig : LogRig
{
    public async Task<PostgresLog> OpenPostgres() => (PostgresLog)await Open();

    public override Task BreakConnections() => Run("""
        select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        """);

    /// <summary>Does what no program of ours would do to a log.</summary>
    public async Task Tamper(string sql) => await Run($"set session_replication_role = replica; {sql}");

    protected override async Task<IEventLog> Connect(FactCodec codec) => await PostgresLog.Open(Database, codec, CancellationToken.None);

    protected override Task Start() => Task.CompletedTask;

    protected override Task Stop() => Task.CompletedTask;

    private async Task Run(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>The same as on a server elsewhere, which only Npgsql speaks to.</summary>
public sealed class NpgsqlRig : PostgresRig
{
    protected override string Reached(string connectionString) => $"{connectionString};SSL Mode=Prefer";
}
