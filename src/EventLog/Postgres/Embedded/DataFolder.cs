namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>Where everything of one data folder lies.</summary>
internal sealed record DataFolder(string Path)
{
    public const string ClusterName = "postgres";
    public const string LogName = "postgres.log";

    private const UnixFileMode EveryoneMayEnter =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Held shared by every process that uses the folder.</summary>
    public string Presence => In("lock");

    /// <summary>Held by the one process that is starting or stopping the server.</summary>
    public string Gate => In("lock.start");

    public string Format => In("version");
    public string Cluster => In(ClusterName);
    public string Address => In("postgres.json");
    public string Log => In(LogName);
    public string PidFile => System.IO.Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The PostgreSQL major that made the cluster; null while there is none.</summary>
    public int? ClusterMajor => Directory.Exists(Cluster)
        ? int.Parse(File.ReadAllText(System.IO.Path.Combine(Cluster, "PG_VERSION")).Split('.')[0])
        : null;

    /// <summary>The folder and each folder above it, outermost first.</summary>
    public IEnumerable<string> WithParents =>
        System.IO.Path.GetDirectoryName(Path) is { } parent ? [.. new DataFolder(parent).WithParents, Path] : [Path];

    public static DataFolder Prepare(string path)
    {
        var folder = new DataFolder(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        if (Directory.Exists(folder.Path))
            return folder;

        Directory.CreateDirectory(folder.Path);
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(folder.Path, EveryoneMayEnter);
        return folder;
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);
}
