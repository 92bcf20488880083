using System.Diagnostics;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

/// <summary>A data folder for one test; in the end its server is stopped, whatever the test did, and the folder deleted.</summary>
public sealed class ScratchFolder : IAsyncDisposable
{
    private static readonly EmbeddedPostgresOptions Quick = new() { Durable = false, OrphanPatience = TimeSpan.FromSeconds(1) };

    public ScratchFolder() => Directory.CreateDirectory(Parent);

    public string Parent { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"crm scratch $HOME {Guid.NewGuid():n}");
    public string Path => System.IO.Path.Combine(Parent, "data");
    public string PidFile => In("postgres/postmaster.pid");
    public int ServerProcess => int.Parse(File.ReadLines(PidFile).First());
    public bool ServerRuns => File.Exists(PidFile) && IsAlive(ServerProcess);

    /// <summary>Whether the process runs: one that is dead (Z) but whose parent has not noticed yet does not.</summary>
    public static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public Task<EmbeddedPostgres> Open() => Open(TestContext.Current.CancellationToken);

    public Task<EmbeddedPostgres> Open(CancellationToken ct) => EmbeddedPostgres.Open(Path, Quick, ct);

    /// <summary>Leaves the folder as a stopped server does.</summary>
    public async Task<ScratchFolder> Used()
    {
        await (await Open()).DisposeAsync();
        return this;
    }

    /// <summary>Kills the server alone, as the kernel does when memory runs out.</summary>
    public void KillServer()
    {
        using var server = Process.GetProcessById(ServerProcess);
        server.Kill();
    }

    public static async Task<object?> Ask(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Command Timeout=0");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (ServerRuns)
            await Used();
        Directory.Delete(Parent, recursive: true);
    }
}
