using System.Diagnostics;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

/// <summary>Another process that opens a data folder and stays until it is told to leave or killed.</summary>
public sealed class ClientProcess : IDisposable
{
    private readonly Process _process;

    private ClientProcess(Process process) => _process = process;

    /// <summary>The connection string, or why the folder was refused.</summary>
    public string Answer { get; private set; } = "";

    public static async Task<ClientProcess> Start(ScratchFolder folder, params (string Name, string Value)[] environment)
    {
        var client = System.IO.Path.Combine(AppContext.BaseDirectory, "EventSourcedCrm.PostgresClient.dll");
        var start = new ProcessStartInfo("dotnet", [client, folder.Path]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var started = new ClientProcess(Process.Start(start)!);
        started.Answer = await started._process.StandardOutput.ReadLineAsync() ?? "";
        return started;
    }

    public async Task Leave()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
    }

    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
