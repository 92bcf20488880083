using Dapper;
using EventSourcedCrm.EventLog;
using NodaTime;
using Npgsql;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Which tables an answer was read from, under which definition and zone, and how far they had read the log.</summary>
public sealed record Build(string Name, string Definition, string Zone, string TzVersion, LogPosition Position, long Ordinal, long Parked)
{
    public DateTimeZone TimeZone => DateTimeZoneProviders.Tzdb[Zone];
}

/// <summary>One consistent, read-only view of one build: every query in it sees the same rows.</summary>
public sealed class Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, Build build) : IAsyncDisposable
{
    public Build Build { get; } = build;

    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, CancellationToken ct) =>
        (await connection.QueryAsync<T>(Command(sql, parameters, ct))).AsList();

    public Task<T?> Find<T>(string sql, object? parameters, CancellationToken ct) where T : class =>
        connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters, ct));

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private CommandDefinition Command(string sql, object? parameters, CancellationToken ct) =>
        new(sql, parameters, transaction, cancellationToken: ct);
}
