using System.Runtime.CompilerServices;
using Dapper;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Npgsql;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Which tables an answer was read from, under which definition and zone, and how far they had read the log.</summary>
/// <param name="State">live, candidate, former or frozen.</param>
/// <param name="Skipped">Facts that a person had left out of it.</param>
/// <param name="Ends">It stops at its position for ever.</param>
public sealed record Build(
    string Name, string Definition, string Zone, string TzVersion, LogPosition Position, long Ordinal, long Parked, string State = "live", bool Ends = false, long Skipped = 0)
{
    /// <summary>The definition it is folded under, without those that one pins; empty where there is none.</summary>
    public string OwnDefinition => Definition.Split(',')[0];

    public DateTimeZone TimeZone => DateTimeZoneProviders.Tzdb[Zone];
}

/// <summary>One consistent, read-only view of one build: every query in it sees the same rows.</summary>
public sealed class Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, Build build) : IAsyncDisposable
{
    public Build Build { get; } = build;

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, CancellationToken ct) =>
        (await Reading(() => connection.QueryAsync<T>(Command(sql, parameters, ct)))).AsList();

    public Task<T?> Find<T>(string sql, object? parameters, CancellationToken ct) where T : class =>
        Reading(() => connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, ct)));

    /// <summary>The rows one by one, for results that are larger than a page.</summary>
    public async IAsyncEnumerable<T> Stream<T>(string sql, object? parameters, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var rows = connection.QueryUnbufferedAsync<T>(sql, parameters, transaction).GetAsyncEnumerator(ct);
        while (await Reading(() => rows.MoveNextAsync().AsTask())) yield return rows.Current;
    }

    /// <summary>A name under which another transaction sees the same, while this one lasts.</summary>
    internal Task<string> Export(CancellationToken ct) => connection.QuerySingleAsync<string>(Command("select pg_export_snapshot()", null, ct));

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>A build that was given up after it was chosen takes its tables with it.</summary>
    private async Task<T> Reading<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw Refused("build-gone", $"{Build.Name} has just been given up. Ask again, without a cursor.");
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedColumn)
        {
            throw Refused("build-outdated", $"{Build.Name} was folded by other code than this program's. Ask for a new one: POST /api/builds.");
        }
    }

    private RejectedException Refused(string code, string sentence) => new(new(StatusCodes.Status409Conflict, code, sentence));

    private CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, transaction, cancellationToken: ct);
}
