using System.Diagnostics;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The operating system's user the server runs as: ourselves, or `postgres` when we are root, whom PostgreSQL refuses.</summary>
internal sealed class ServerUser
{
    private const string Name = "postgres";
    private const int Blocked = 3;
    private const string FirstNotEntered = """for d do [ -x "$d" ] || { printf %s "$d"; exit 3; }; done""";

    private readonly string[] _prefix;

    private ServerUser(params string[] prefix) => _prefix = prefix;

    public static ServerUser Myself { get; } = new();

    private bool IsAnother => _prefix.Length > 0;

    public static ServerUser Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return Myself;
        if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{Name}:", StringComparison.Ordinal)))
            throw new EmbeddedPostgresException(
                $"PostgreSQL refuses to run as root, and there is no user `{Name}` to run it as. Create one with `useradd --system {Name}`, or start this program as an ordinary user.");
        return new("setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups");
    }

    /// <summary>Refuses a folder whose server could not reach its files, naming the folder that stands in the way.</summary>
    public async Task CheckCanEnter(DataFolder folder, CancellationToken ct)
    {
        if (!IsAnother)
            return;
        var tried = await Run("/", "sh", ["-c", FirstNotEntered, "sh", .. folder.WithParents], ct);
        if (tried.Code == Blocked)
            throw new EmbeddedPostgresException(
                $"The server runs as user `{Name}`, who may not enter {tried.Output}. Allow it with `chmod o+x '{tried.Output}'`, or choose another data folder.");
        tried.OrThrow($"Cannot run the server as user `{Name}`");
    }

    public async Task GiveOwnership(DataFolder folder, string[] names, CancellationToken ct)
    {
        if (IsAnother)
            (await Myself.Run(folder.Path, "chown", ["-R", $"{Name}:", .. names], ct)).OrThrow($"Cannot give {folder.Path} to user `{Name}`");
    }

    /// <summary>Runs a program to its end, in a session of its own, so that a Ctrl-C meant for us does not reach it or what it starts.</summary>
    public async Task<Outcome> Run(string directory, string program, string[] arguments, CancellationToken ct, string input = "")
    {
        string[] command = ["setsid", .. _prefix, program, .. arguments];
        using var process = new Process { StartInfo = Start(directory, command) };
        process.Start();
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
            var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, string.Concat(texts));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static ProcessStartInfo Start(string directory, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // PGDATA, PGOPTIONS and their like belong to somebody else's server.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}

/// <summary>How a program ended and what it said.</summary>
internal readonly record struct Outcome(int Code, string Output)
{
    public void OrThrow(string failure)
    {
        if (Code != 0)
            throw new EmbeddedPostgresException($"{failure}: {Output.Trim()}");
    }
}
