using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>
/// Has the kernel begin to write what the server's tables grew by. PostgreSQL extends a table by pages of zeros and leaves them to the
/// kernel, which writes half a minute's worth at once; whoever commits meanwhile waits until all of it is on the disk, 100 to 200 ms.
/// It is a courtesy: nothing becomes durable by it, and a file system that knows no such thing goes on as before.
/// </summary>
internal sealed class EarlyWriteback(DataFolder folder)
{
    private const uint BeginToWrite = 2; // SYNC_FILE_RANGE_WRITE: waits for nothing
    private const long ToTheEnd = 0;

    /// <summary>PostgreSQL's own databases have lower numbers, since version 15: each has about as many files as ours, and they never grow.</summary>
    private const uint FirstOfUsers = 12_000;

    /// <summary>File times are as coarse as the kernel's clock ticks.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly DirectoryInfo _tables = new(Path.Combine(folder.Cluster, "base"));
    private DateTime _lookedAt = DateTime.UtcNow;

    /// <summary>Answers how many files have changed since it was last asked.</summary>
    public int Begin()
    {
        var (since, begun) = (_lookedAt - Tick, 0);
        _lookedAt = DateTime.UtcNow;
        try
        {
            foreach (var file in _tables.EnumerateDirectories().Where(IsOfUsers).SelectMany(database => database.EnumerateFiles()))
                if (file.LastWriteTimeUtc >= since && Begin(file)) begun++;
        }
        catch (DirectoryNotFoundException)
        {
            // There is no cluster yet.
        }
        return begun;
    }

    private static bool IsOfUsers(DirectoryInfo database) => uint.TryParse(database.Name, out var number) && number >= FirstOfUsers;

    private static bool Begin(FileInfo file)
    {
        try
        {
            using var opened = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            _ = SyncFileRange(opened, 0, ToTheEnd, BeginToWrite);
            return true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false; // a table dropped just now, or not this user's to read
        }
    }

    [DllImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static extern int SyncFileRange(SafeFileHandle file, long offset, long bytes, uint flags);
}
