using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The server of one folder, seen by a process that holds the folder's gate: alone in starting and stopping it.</summary>
internal sealed class PostgresServer(DataFolder folder, ServerUser user, ServerBinaries binaries, EmbeddedPostgresOptions options)
{
    private const string PatienceSeconds = "600";

    /// <summary>Does something to each process of this folder's server, found by where it works: no pid file can lie about that.</summary>
    private const string ForEachProcess = $$"""
        for p in /proc/[0-9]*; do
          if [ "$p/cwd" -ef {{DataFolder.ClusterName}} ] && read -r name < "$p/comm" && [ "$name" = postgres ]; then $1 "${p#/proc/}"; fi
        done
        """;

    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(600);

    /// <summary>Joins the server if it runs, else clears away what a dead one left and starts it.</summary>
    public async Task<ServerAddress> EnsureRunning(CancellationToken ct)
    {
        var waiting = Stopwatch.StartNew();
        for (var startsLeft = 3; ;)
        {
            var processes = await Processes("echo", ct);
            if (processes.Count == 0)
                await Start(--startsLeft > 0, ct);
            else if (processes.Contains(Postmaster))
            {
                if (await Answering(ct) is { } address)
                    return address;
                if (waiting.Elapsed > AnswerPatience)
                    throw new EmbeddedPostgresException($"PostgreSQL in {folder.Path} (process {Postmaster}) does not answer. Its log is {folder.Log}.");
            }
            else if (waiting.Elapsed > options.OrphanPatience)
                await Processes("kill -9", ct);

            await Task.Delay(50, ct);
        }
    }

    public async Task Stop()
    {
        if ((await Processes("echo", CancellationToken.None)).Contains(Postmaster))
            await PgCtl(["stop", "-m", "fast"], CancellationToken.None);
    }

    private int Postmaster => PidFileLine(0) ?? 0;

    private async Task<ServerAddress?> Answering(CancellationToken ct)
    {
        if (ServerAddress.Read(folder) is not { } known)
        {
            await Stop();
            return null;
        }
        var address = known with { Port = PidFileLine(3) ?? known.Port };
        try
        {
            await using var connection = new NpgsqlConnection($"{address.ConnectionString};Pooling=false;Timeout=5");
            await connection.OpenAsync(ct);
            if (address != known)
                address.Write(folder);
            return address;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException(
                $"PostgreSQL in {folder.Path} does not accept the password of {folder.Address}. Stop every process that uses the folder, delete that file and start again: a new password is then made.", refusal);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private async Task Start(bool mayFail, CancellationToken ct)
    {
        if (!Directory.Exists(folder.Cluster))
            await new ClusterMaker(folder, user, binaries, options).Make(ct);
        File.Delete(folder.PidFile);
        await user.GiveOwnership(folder, [DataFolder.ClusterName], ct);
        var address = (ServerAddress.Read(folder) ?? await WithNewPassword(ct)).OnFreePort();
        address.Write(folder);
        ServerSettings.Write(folder, address.Port, options.Durable);
        ServerLog.Prepare(folder);
        await user.GiveOwnership(folder, [DataFolder.ClusterName, DataFolder.LogName], ct);

        var started = await PgCtl(["start", "-l", DataFolder.LogName], ct);
        if (!mayFail)
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
