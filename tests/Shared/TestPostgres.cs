using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.Tests.Shared;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestPostgres))]

namespace EventSourcedCrm.Tests.Shared;

/// <summary>A PostgreSQL server shared by the test processes of this checkout: the first to need it starts it, the last to end stops it.</summary>
public sealed class TestPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(Open);
    private static readonly string Mine = $"test_{Environment.ProcessId}_";
    private static int _made;

    /// <summary>Connects to a new, empty database that is dropped when the test process ends.</summary>
    public static async Task<string> NewDatabase()
    {
        var server = await Server.Value;
        var name = Mine + Interlocked.Increment(ref _made);
        await using var connection = await Connect(server);
        await Execute(connection, $"create database {name}");
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Server.IsValueCreated)
            return;
        var server = await Server.Value;
        await Drop(server, name => name.StartsWith(Mine, StringComparison.Ordinal));
        await server.DisposeAsync();
    }

    private static async Task<EmbeddedPostgres> Open()
    {
        var server = await EmbeddedPostgres.Open(Folder(), new() { Durable = false }, CancellationToken.None);
        await Drop(server, name => name.StartsWith(Mine, StringComparison.Ordinal) || !Directory.Exists($"/proc/{name.Split('_')[1]}"));
        return server;
    }

    /// <summary>One for each checkout, user and boot: without fsync the files may not outlive a power cut.</summary>
    private static string Folder()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "EventSourcedCrm.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The tests run outside the checkout.");
        var key = $"{root}|{Environment.UserName}|{File.ReadAllText("/proc/sys/kernel/random/boot_id")}";
        return Path.Combine(Path.GetTempPath(), $"crm-tests-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..12]}");
    }

    private static async Task Drop(EmbeddedPostgres server, Func<string, bool> condition)
    {
        await using var connection = await Connect(server);
        foreach (var name in (await TestDatabases(connection)).Where(condition))
            await Execute(connection, $"drop database if exists {name} with (force)");
    }

    private static async Task<List<string>> TestDatabases(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(@"select datname::text from pg_database where datname like 'test\_%'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private static async Task<NpgsqlConnection> Connect(EmbeddedPostgres server)
    {
        var connection = new NpgsqlConnection($"{server.ConnectionString};Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
