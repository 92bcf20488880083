using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Bench;

/// <summary>The server as <c>./crm run</c> starts it, on a data folder that the bench has open too.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        (_process, Address) = (process, address);
        process.OutputDataReceived += (_, _) => { }; // a pipe that nobody empties would stop it
        process.BeginOutputReadLine();
    }

    public Uri Address { get; }

    public static ServerProcess Start(string folder)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Program(), "run", "--data", folder, "--urls", address.GetLeftPart(UriPartial.Authority)]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "1"; // as in the script
        start.Environment.Remove("CRM__EVENTLOG");
        start.Environment.Remove("CRM__READMODELS");
        return new(Process.Start(start)!, address);
    }

    /// <exception cref="SentenceException">It has ended; it said why.</exception>
    public void MustRun()
    {
        if (_process.HasExited) throw new SentenceException($"The server that was to be measured has ended with exit code {_process.ExitCode}. What it said is above.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            using (var stop = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
                await stop.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>What <c>dotnet</c> is to run, where that is what runs this process.</summary>
    private static string[] Program() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ServerProcess).Assembly.Location] : [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
