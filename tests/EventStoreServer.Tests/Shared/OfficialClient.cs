using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace EventSourcedCrm.EventStoreServer.Tests.Shared;

/// <summary>Runs the official JavaScript client; where there is no Node or no registry, the test is skipped and says so.</summary>
internal static class OfficialClient
{
    private static readonly string[] Unreachable = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "ERR_SOCKET_TIMEOUT", "E403", "E404", "E503"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<string?>> WhyNot = new(Install);

    /// <summary>What the client saw, by the name that the script gives it.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> Check(string connectionString)
    {
        if (await WhyNot.Value is { } reason) Assert.Skip(reason);

        var (exitCode, output, errors) = await Run("node", "check.js", connectionString);
        exitCode.ShouldBe(0, output + errors);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToDictionary(said => said.GetProperty("what").GetString()!);
    }

    /// <summary>Exactly what the lock file says; null when that is in place.</summary>
    private static async Task<string?> Install()
    {
        var installed = Path.Combine(Folder(), "node_modules", ".package-lock.json");
        try
        {
            if (File.GetLastWriteTimeUtc(installed) > File.GetLastWriteTimeUtc(Path.Combine(Folder(), "package-lock.json"))) return null;

            var (exitCode, output, errors) = await Run("npm", "ci", "--no-audit", "--no-fund");
            if (exitCode == 0) return null;
            if (Array.Find(Unreachable, (output + errors).Contains) is { } code) return $"The official client cannot be installed: npm says {code}.";
            throw new InvalidOperationException(output + errors);
        }
        catch (Win32Exception)
        {
            return "The official client needs Node and npm, which are not installed.";
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder(), RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        using var killing = patience.Token.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    private static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "EventSourcedCrm.sln"))) root = root.Parent!;
        return Path.Combine(root.FullName, "tests", "EventStoreServer", "OfficialClient");
    }
}
