using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The server of one folder, seen by a process that holds the folder's gate: alone in starting and stopping it.</summary>
internal sealed class PostgresServer(DataFolder folder, ServerUser user, ServerBinaries binaries, EmbeddedPostgresOptions options)
{
    private const string PatienceSeconds = "600";
    private const int MaxAttempts = 3;

    /// <summary>Does something to each process of this folder's server, found by where it works: no pid file can lie about that.</summary>
    private const string ForEachProcess = $$"""
        for p in /proc/[0-9]*; do
          if [ "$p/cwd" -ef {{DataFolder.ClusterName}} ] && read -r name < "$p/comm" && [ "$name" = postgres ]; then $1 "${p#/proc/}"; fi
        done
        """;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(600);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    /// <summary>Joins the server if it runs, else clears away what a dead one left and starts it.</summary>
    /// <param name="alone">No other process uses the folder.</param>
    public async Task<ServerAddress> EnsureRunning(bool alone, CancellationToken ct)
    {
        var waiting = Stopwatch.StartNew();
        for (var attempt = 1; ;)
        {
            var processes = await Processes("echo", ct);
            if (processes.Count == 0)
                await Start(attempt++, alone, ct);
            else if (processes.Contains(Postmaster))
            {
                if (await Answering(alone, ct) is { } address)
                    return address;
                if (waiting.Elapsed > AnswerPatience)
                    throw new EmbeddedPostgresException($"PostgreSQL in {folder.Path} (process {Postmaster}) does not answer. Its log is {folder.Log}.");
            }
            else if (waiting.Elapsed > options.OrphanPatience)
                await Processes("kill -9", ct);

            await Task.Delay(50, ct);
        }
    }

    /// <summary>Stops the server, also one whose start was broken off and which has yet to write its pid file.</summary>
    public async Task Stop()
    {
        for (var waiting = Stopwatch.StartNew(); waiting.Elapsed < StopPatience; await Task.Delay(50))
        {
            var processes = await Processes("echo", CancellationToken.None);
            if (processes.Count == 0)
                return;
            if (processes.Contains(Postmaster))
                await PgCtl(["stop", "-m", "fast"], CancellationToken.None);
        }
    }

    /// <summary>The process of the pid file runs; one that is dead but not yet buried does not, nor does another program under its number.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{Postmaster}/stat");
                return stat.Contains("(postgres)", StringComparison.Ordinal) && !stat.Contains(") Z ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    private int Postmaster => PidFileLine(0) ?? 0;

    private async Task<ServerAddress?> Answering(bool alone, CancellationToken ct)
    {
        if (ServerAddress.Read(folder) is not { } known)
            return await Forget(alone);
        var address = known with { Port = PidFileLine(3) ?? known.Port };
        try
        {
            await using var connection = new NpgsqlConnection($"{address.ConnectionString};Pooling=false;Timeout=5");
            await connection.OpenAsync(ct);
            if (address != known)
                address.Write(folder);
            return address;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            return await Forget(alone);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>Stops a server whose password is lost: the next start makes a new one.</summary>
    private async Task<ServerAddress?> Forget(bool alone)
    {
        if (!alone)
            throw new EmbeddedPostgresException(
                $"{folder.Address} is lost or does not hold the password of the running server. Stop every process that uses {folder.Path} and start again: a new password is then made.");
        await Stop();
        File.Delete(folder.Address);
        return null;
    }

    /// <summary>The port changes only while no other process knows it.</summary>
    private async Task Start(int attempt, bool alone, CancellationToken ct)
    {
        await new ClusterMaker(folder, user, binaries, options).EnsureMade();
        File.Delete(folder.PidFile);
        await user.GiveOwnership(folder, [DataFolder.ClusterName], ct);
        var address = ServerAddress.Read(folder) ?? await WithNewPassword(ct);
        if (address.Port == 0 || (alone && !(attempt == 1 && address.HasFreePort))) address = address.OnAnotherPort();
        (address with { Home = ServerAddress.ThisHome }).Write(folder);
        ServerSettings.Write(folder, address.Port, options.Durable);
        ServerLog.Prepare(folder);
        await user.GiveOwnership(folder, [DataFolder.ClusterName, DataFolder.LogName], ct);

        var started = await PgCtl(["start", "-l", DataFolder.LogName], ct);
        if (attempt == MaxAttempts)
            started.OrThrow($"PostgreSQL does not start in {folder.Path}. {ServerLog.Tail(folder)}");
    }

    /// <summary>Sets a password without knowing the former one: at the first start, and after postgres.json was lost.</summary>
    private async Task<ServerAddress> WithNewPassword(CancellationToken ct)
    {
        var address = ServerAddress.New();
        (await user.Run(folder.Path, binaries.Postgres, ["--single", "-D", DataFolder.ClusterName, "postgres"], ct,
            input: $"alter role {address.User} password '{address.Password}'\n")).OrThrow($"Cannot set the password of the server in {folder.Path}");
        return address;
    }

    private Task<Outcome> PgCtl(string[] arguments, CancellationToken ct) =>
        user.Run(folder.Path, binaries.PgCtl, [.. arguments, "--silent", "--wait", "-t", PatienceSeconds, "-D", DataFolder.ClusterName], ct);

    private async Task<IReadOnlyList<int>> Processes(string action, CancellationToken ct)
    {
        var found = await user.Run(folder.Path, "sh", ["-c", $"exec 2>/dev/null\n{ForEachProcess}\ntrue", "sh", action], ct);
        return [.. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];
    }

    private int? PidFileLine(int index)
    {
        try
        {
            return int.TryParse(File.ReadLines(folder.PidFile).ElementAtOrDefault(index), CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
