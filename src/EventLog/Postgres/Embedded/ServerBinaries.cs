using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The folder that holds PostgreSQL's server programs.</summary>
internal sealed partial record ServerBinaries(string Folder)
{
    private const string Override = "CRM_POSTGRES_BIN";
    private const string Debian = "/usr/lib/postgresql";

    private const string Install =
        "Install it with `apt-get install postgresql` (Debian, Ubuntu), `dnf install postgresql-server` (Fedora) or `apk add postgresql` (Alpine), "
        + $"or set {Override} to the folder that holds initdb, pg_ctl and postgres.";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    public string Initdb => Path.Combine(Folder, "initdb");
    public string PgCtl => Path.Combine(Folder, "pg_ctl");
    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>The newest server installed, or for an existing cluster the one of its own major.</summary>
    public static async Task<ServerBinaries> Find(DataFolder folder, CancellationToken ct)
    {
        var installed = new List<ServerBinaries>();
        await foreach (var candidate in Candidates(ct))
            if (Programs.All(program => File.Exists(Path.Combine(candidate, program))))
                installed.Add(new(candidate));

        if (installed.Count == 0)
            throw new EmbeddedPostgresException(Environment.GetEnvironmentVariable(Override) is { Length: > 0 } given
                ? $"PostgreSQL's server is not in {given}, the folder named by {Override}. {Install}"
                : $"PostgreSQL's server is not installed. {Install}");

        if (folder.ClusterMajor is not { } wanted)
            return installed[0];

        var majors = new List<int>();
        foreach (var binaries in installed)
        {
            majors.Add(await binaries.Major(ct));
            if (majors[^1] == wanted)
                return binaries;
        }
        throw new EmbeddedPostgresException(
            $"The data in {folder.Path} was made by PostgreSQL {wanted}, but the server here is PostgreSQL {string.Join(", ", majors.Distinct())}. "
            + $"Install PostgreSQL {wanted} (`apt-get install postgresql-{wanted}`), or move the data: "
            + $"`crm export FILE` where PostgreSQL {wanted} still runs, then `crm restore FILE` into an empty folder here.");
    }

    private static async IAsyncEnumerable<string> Candidates([EnumeratorCancellation] CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } given)
        {
            yield return Path.GetFullPath(given);
            yield break;
        }

        if (Directory.Exists(Debian))
            foreach (var version in Directory.GetDirectories(Debian).OrderByDescending(Number))
                yield return Path.Combine(version, "bin");

        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (path.Select(place => Path.Combine(place, "pg_config")).FirstOrDefault(File.Exists) is { } config)
            yield return (await ServerUser.Myself.Run("/", config, ["--bindir"], ct)).Output.Trim();

        foreach (var place in path)
            yield return place;
    }

    private async Task<int> Major(CancellationToken ct)
    {
        var answer = (await ServerUser.Myself.Run("/", Postgres, ["--version"], ct)).Output;
        return FirstNumber().Match(answer) is { Success: true } found
            ? int.Parse(found.Value, CultureInfo.InvariantCulture)
            : throw new EmbeddedPostgresException($"{Postgres} does not tell its version. {Install}");
    }

    private static decimal Number(string folder) =>
        decimal.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex(@"\d+")]
    private static partial Regex FirstNumber();
}
