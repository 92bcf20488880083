namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>A private PostgreSQL server living in a data folder, shared by every process that opens the folder.</summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly FolderLock _presence;
    private readonly PostgresServer _server;
    private bool _left;

    private EmbeddedPostgres(DataFolder folder, FolderLock presence, PostgresServer server)
    {
        _folder = folder;
        _presence = presence;
        _server = server;
    }

    /// <summary>Reaches database `crm` as its owner.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <inheritdoc cref="Open(string, EmbeddedPostgresOptions, CancellationToken)"/>
    public static Task<EmbeddedPostgres> Open(string folder, CancellationToken ct) => Open(folder, new(), ct);

    /// <summary>Makes the folder if need be, then starts its server or joins the running one.</summary>
    /// <exception cref="EmbeddedPostgresException">The folder or the machine does not allow it; the message says what to do.</exception>
    public static async Task<EmbeddedPostgres> Open(string folder, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            throw new EmbeddedPostgresException("The embedded PostgreSQL needs Linux. Elsewhere give a server of your own: CRM__EVENTLOG and CRM__READMODELS.");
        try
        {
            return await OpenPrepared(DataFolder.Prepare(folder), options, ct);
        }
        catch (Exception denied) when (denied is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException(
                $"User `{Environment.UserName}` cannot use the data folder {folder}: {denied.Message} Start this program as the folder's owner, or choose another folder.", denied);
        }
    }

    /// <summary>
    /// Starts the server again whenever it has died, until cancelled, at the address that its users know; and has what it leaves to the
    /// kernel written as it comes, see <see cref="EarlyWriteback"/>.
    /// </summary>
    public async Task KeepRunning(CancellationToken ct)
    {
        var writeback = new EarlyWriteback(_folder);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await timer.WaitForNextTickAsync(ct))
        {
            writeback.Begin();
            if (_server.IsAlive) continue;
            using var gate = await FolderLock.Own(_folder.Gate, ct);
            await _server.EnsureRunning(alone: false, ct);
        }
    }

    /// <summary>Stops using the server; the last to do so stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _left, true))
            return;
        using var gate = await FolderLock.Own(_folder.Gate, CancellationToken.None);
        await Leave();
    }

    private static async Task<EmbeddedPostgres> OpenPrepared(DataFolder folder, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        using var gate = await FolderLock.Own(folder.Gate, ct);
        DataFormat.Check(folder);
        var binaries = await ServerBinaries.Find(folder, ct);
        var user = ServerUser.Find();
        await user.CheckCanEnter(folder, ct);

        var opened = new EmbeddedPostgres(folder, FolderLock.Open(folder.Presence), new(folder, user, binaries, options));
        try
        {
            var alone = opened.Join();
            opened.ConnectionString = (await opened._server.EnsureRunning(alone, ct)).ConnectionString;
            return opened;
        }
        catch
        {
            await opened.Leave();
            throw;
        }
    }

    /// <summary>Whether no other process uses the folder. A server in another container cannot be seen from here, and a second one would destroy the data.</summary>
    private bool Join()
    {
        var alone = _presence.TryOwn();
        if (!_presence.TryShare())
            throw new IOException($"{_folder.Presence} is locked by another program.");
        if (!alone && ServerAddress.Read(_folder) is { } address && address.Home != ServerAddress.ThisHome)
            throw new EmbeddedPostgresException(
                $"The data folder {_folder.Path} is in use in another container. Stop that one first, or let both use a PostgreSQL server of their own (CRM__READMODELS).");
        return alone;
    }

    private async Task Leave()
    {
        using (_presence)
            if (_presence.TryOwn())
                await _server.Stop();
    }
}
