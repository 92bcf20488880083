using System.Text;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>The file the server writes its messages to, kept small.</summary>
internal static class ServerLog
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int TailBytes = 2_000;

    /// <summary>Makes the file, putting a grown one aside as <c>postgres.log.old</c>.</summary>
    public static void Prepare(DataFolder folder)
    {
        if (new FileInfo(folder.Log) is { Exists: true, Length: > MaxBytes })
            File.Move(folder.Log, folder.Log + ".old", overwrite: true);
        File.Open(folder.Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite).Dispose();
    }

    public static string Tail(DataFolder folder)
    {
        using var file = File.Open(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(file.Length, TailBytes), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return $"The end of {folder.Log}:\n{reader.ReadToEnd().Trim()}\n";
    }
}
