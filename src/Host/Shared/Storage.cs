using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;
using Npgsql;

namespace EventSourcedCrm.Host.Shared;

/// <summary>
/// The log and the read models of one data folder, open: the embedded PostgreSQL, or the servers that
/// CRM__EVENTLOG and CRM__READMODELS name.
/// </summary>
public sealed class Storage : IAsyncDisposable
{
    private readonly EmbeddedPostgres? _embedded;
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _watching;

    private Storage(string folder, EmbeddedPostgres? embedded, NpgsqlDataSource readModels, SubjectKeys keys, ILogStore log)
    {
        (Folder, _embedded, ReadModels, Keys, Log) = (folder, embedded, readModels, keys, log);
        _watching = Watch(_leaving.Token);
    }

    public string Folder { get; }

    /// <summary>The log or the read models are in the folder's own server, which belongs to this machine alone.</summary>
    public bool IsEmbedded => _embedded is not null;

    public ILogStore Log { get; }

    public SubjectKeys Keys { get; }

    /// <summary>The projections that belong to such a log.</summary>
    public IReadOnlyList<ProjectionSource> Projections => Log is PostgresLog ? ProjectionCatalog.All : ProjectionCatalog.WithLeaves;

    /// <summary>Where the projections' tables and schema <c>control</c> are.</summary>
    public NpgsqlDataSource ReadModels { get; }

    /// <summary>Opens what the environment names, else the folder's own server.</summary>
    public static Task<Storage> Open(string folder, CancellationToken ct) =>
        Open(folder, Named("CRM__EVENTLOG"), Named("CRM__READMODELS"), ct);

    /// <summary>What the environment names; a variable that is empty names nothing.</summary>
    public static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given : null;

    /// <summary>Opens the folder's own server, whatever the environment names.</summary>
    public static Task<Storage> OpenEmbedded(string folder, CancellationToken ct) => Open(folder, null, null, ct);

    /// <param name="folder">What is null is in this folder's own server.</param>
    /// <param name="log">See <see cref="LogAddress"/>.</param>
    /// <param name="readModels">A PostgreSQL connection string.</param>
    /// <param name="ct">Cancelling leaves nothing open.</param>
    public static async Task<Storage> Open(string folder, string? log, string? readModels, CancellationToken ct)
    {
        var path = Path.GetFullPath(folder);
        var embedded = log is null || readModels is null ? await EmbeddedPostgres.Open(path, ct) : null;
        try
        {
            var tables = ProjectionEngine.Source(readModels ?? embedded!.ConnectionString);
            await Control.Create(tables, ct);
            var keys = await SubjectKeys.Open(tables, ct);
            return new(path, embedded, tables, keys, await LogAddress.Open(log ?? embedded!.ConnectionString, new FactCodec(keys), ct));
        }
        catch
        {
            if (embedded is not null) await embedded.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _watching;
        _leaving.Dispose();
        await Log.DisposeAsync();
        await ReadModels.DisposeAsync();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }

    private async Task Watch(CancellationToken ct)
    {
        while (_embedded is not null && !ct.IsCancellationRequested)
            try
            {
                await _embedded.KeepRunning(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
            }
            catch (Exception error) when (error is EmbeddedPostgresException or IOException)
            {
                await Console.Error.WriteLineAsync($"PostgreSQL has stopped and could not be started again yet: {error.Message}");
            }
    }
}
