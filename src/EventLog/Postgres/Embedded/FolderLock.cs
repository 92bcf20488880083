using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>A lock between processes that the kernel gives back when its holder dies: flock(2) on a file.</summary>
/// <remarks>Files opened by .NET itself may already carry such a lock, hence the calls to libc.</remarks>
internal sealed class FolderLock : IDisposable
{
    private const int ReadWrite = 0x2, Create = 0x40, CloseOnExec = 0x80000, OwnerOnly = 0x180;
    private const int Shared = 1, Exclusive = 2, DoNotWait = 4, Unlock = 8;
    private const int WouldBlock = 11;

    private readonly SafeFileHandle _file;

    private FolderLock(SafeFileHandle file) => _file = file;

    /// <summary>Waits until nobody else holds the lock.</summary>
    public static async Task<FolderLock> Own(string path, CancellationToken ct)
    {
        var held = Open(path);
        try
        {
            while (!held.TryOwn())
                await Task.Delay(50, ct);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens the file without locking it yet.</summary>
    public static FolderLock Open(string path)
    {
        var descriptor = OpenFile(path, ReadWrite | Create | CloseOnExec, OwnerOnly);
        return descriptor >= 0
            ? new(new(descriptor, ownsHandle: true))
            : throw new IOException($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    /// <summary>Takes or keeps the lock alone. When this fails, a shared hold is lost too.</summary>
    public bool TryOwn() => Try(Exclusive);

    /// <summary>Takes the lock together with others, or goes back to that from holding it alone.</summary>
    public bool TryShare() => Try(Shared);

    /// <remarks>Unlocks explicitly: a child being started by another thread holds a copy of the descriptor for a moment.</remarks>
    public void Dispose()
    {
        if (!_file.IsClosed)
            _ = Flock(_file, Unlock);
        _file.Dispose();
    }

    private bool Try(int operation)
    {
        if (Flock(_file, operation | DoNotWait) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw new IOException(new Win32Exception(error).Message);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, int mode);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Flock(SafeFileHandle file, int operation);
}
