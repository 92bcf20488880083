using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// The right to advance a projection, or to make a build: an advisory lock on a connection of its own with a heartbeat. A process that freezes
/// loses it within seconds, since the server ends the silent session; the compare-and-set of checkpoints stops it when it wakes.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _released = new();
    private readonly Task _beating;

    private Lease(NpgsqlConnection connection)
    {
        _connection = connection;
        _beating = Beat();
    }

    /// <summary>Cancelled once the lease can no longer be relied on.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>The lease, or null while another process holds it.</summary>
    public static Task<Lease?> TryTake(NpgsqlDataSource database, string name, CancellationToken ct) => TryTake(database, [name], ct);

    /// <summary>One lease for all the names, or null while another process holds one of them.</summary>
    public static async Task<Lease?> TryTake(NpgsqlDataSource database, string[] names, CancellationToken ct)
    {
        var connection = await database.OpenConnectionAsync(ct);
        try
        {
            await using var take = new NpgsqlCommand("select bool_and(pg_try_advisory_lock(hashtextextended('crm.projection.' || name, 0))) from unnest($1) name", connection)
            {
                Parameters = { new() { Value = names } },
            };
            if (await take.ExecuteScalarAsync(ct) is true)
            {
                await using var limit = new NpgsqlCommand($"set idle_session_timeout = {(int)Silence.TotalMilliseconds}", connection);
                await limit.ExecuteNonQueryAsync(ct);
                await EndWritesOfTheFormer(connection, names, ct);
                return new(connection);
            }
            await Release(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Marks the transaction as one that writes under the lease, so that whoever takes the lease next can end it.</summary>
    public static NpgsqlBatchCommand Writing(string name) => new("select pg_advisory_xact_lock_shared(hashtextextended('crm.writing.' || $1, 0))")
    {
        Parameters = { new() { Value = name } },
    };

    /// <summary>The projections, and the builds in the making, that some process holds the lease of.</summary>
    public static async Task<IReadOnlySet<string>> Held(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var query = new NpgsqlCommand("""
            select b.name
            from (select projection as name from control.build union select build from control.build) b
            join pg_locks l on l.locktype = 'advisory' and l.granted and l.objsubid = 1
             and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended('crm.projection.' || b.name, 0)
            where l.database = (select oid from pg_database where datname = current_database())
            """, connection);
        await using var reader = await query.ExecuteReaderAsync(ct);
        HashSet<string> held = [];
        while (await reader.ReadAsync(ct)) held.Add(reader.GetString(0));
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        await _released.CancelAsync();
        await _beating;
        try
        {
            await Release(_connection);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The session has ended, and the lock with it.
        }
        await _connection.DisposeAsync();
        _lost.Dispose();
        _released.Dispose();
    }

    /// <summary>A holder frozen in the middle of sending keeps its rows locked: no time-out runs while PostgreSQL waits for the rest of a statement.</summary>
    private static async Task EndWritesOfTheFormer(NpgsqlConnection connection, string[] names, CancellationToken ct)
    {
        await using var end = new NpgsqlCommand("""
            select pg_terminate_backend(pid) from pg_locks join unnest($1) name
              on (classid::bigint << 32) | objid::bigint = hashtextextended('crm.writing.' || name, 0)
            where locktype = 'advisory' and granted and objsubid = 1 and database = (select oid from pg_database where datname = current_database())
            """, connection) { Parameters = { new() { Value = names } } };
        await end.ExecuteNonQueryAsync(ct);
    }

    private static async Task Release(NpgsqlConnection connection)
    {
        await using var release = new NpgsqlCommand("select pg_advisory_unlock_all(); reset idle_session_timeout", connection);
        await release.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private async Task Beat()
    {
        using var timer = new PeriodicTimer(Heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(_released.Token))
            {
                await using var beat = new NpgsqlCommand("select 1", _connection) { CommandTimeout = (int)Silence.TotalSeconds };
                await beat.ExecuteNonQueryAsync(_released.Token);
            }
        }
        catch (OperationCanceledException) when (_released.IsCancellationRequested)
        {
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            await _lost.CancelAsync();
        }
    }
}

/// <summary>Another worker has moved the checkpoint, since this one was frozen or cut off, or rows were mended beside it: it must begin again.</summary>
public sealed class LeaseLostException(string build) : Exception($"Build {build} was advanced by another worker, or mended.");
