using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What a maker of builds says in <c>control.build</c> of how far it is, and hears there of what people want.</summary>
internal static class BuildProgress
{
    /// <summary>The folding begins, or goes on from what is written.</summary>
    public static async Task Begin(NpgsqlDataSource database, IReadOnlyList<Making> builds, long? total, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            update control.build
            set facts_read = r.read, read_from = r.read, read_since = clock_timestamp(), read_at = clock_timestamp(),
                facts_total = case when $3 is not null then least($3, until_commit) end -- a log that counts has its facts at positions 1, 2, 3, …
            from unnest($1, $2) r (build, read) where build.build = r.build and build.state in ('building', 'proof')
            """);
        AddNumbers(command, builds, build => build.Folding.Reached.Ordinal);
        command.Parameters.Add(new() { Value = (object?)total ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Tells how far they are; the builds missing in the answer were given up.</summary>
    public static async Task<IReadOnlyDictionary<string, (bool IsPaused, int? FactsPerSecond)>> Tell(NpgsqlDataSource database, IReadOnlyList<Making> builds, long done, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            update control.build set facts_read = r.read, read_at = clock_timestamp()
            from unnest($1, $2) r (build, read) where build.build = r.build and build.state in ('building', 'proof')
            returning build.build, build.paused, build.facts_per_second
            """);
        AddNumbers(command, builds, build => Math.Min(done, build.Read?.Facts ?? done));
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<string, (bool, int?)> wishes = [];
        while (await reader.ReadAsync(ct)) wishes.Add(reader.GetString(0), (reader.GetBoolean(1), reader.IsDBNull(2) ? null : reader.GetInt32(2)));
        return wishes;
    }

    /// <summary>Nobody gives the build up before this transaction has ended.</summary>
    /// <exception cref="BuildFaultedException">It was given up before.</exception>
    public static async Task Hold(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select 1 from control.build where build = $1 and state in ('building', 'proof') for share", connection) { Parameters = { new() { Value = build } } };
        if (await command.ExecuteScalarAsync(ct) is null) throw new BuildFaultedException($"Build {build} was given up while it was being made.");
    }

    /// <summary>What the build is now, unless it was given up meanwhile.</summary>
    public static async Task End(NpgsqlDataSource database, string build, BuildState state, string? error, CancellationToken ct)
    {
        await using var command = database.CreateCommand("""
            update control.build set state = $2, error = $3, facts_read = greatest(facts_read, (select ordinal from control.checkpoint where build = $1))
            where build = $1 and state = 'building'
            """);
        foreach (var value in new[] { build, JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString()), error })
            command.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void AddNumbers(NpgsqlCommand command, IReadOnlyList<Making> builds, Func<Making, long> number)
    {
        command.Parameters.Add(new() { Value = builds.Select(build => build.Name).ToArray() });
        command.Parameters.Add(new() { Value = builds.Select(number).ToArray() });
    }
}
