using System.Text.Json;
using EventSourcedCrm.EventLog;
using Npgsql;
using NpgsqlTypes;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>The statements on schema <c>control</c>; see control.sql.</summary>
public static class Control
{
    private const string BuildColumns = """
        b.build, b.projection, b.version, b.shape, b.definition, b.zone, b.tz_version, b.state, b.publish, b.error,
        b.until_commit, b.until_prepare, b.on_demand, b.paused, b.facts_per_second
        """;

    /// <summary>Creates the schema where it is missing.</summary>
    public static async Task Create(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var sql = typeof(Control).Assembly.GetManifestResourceStream("control.sql")!;
        using var text = new StreamReader(sql);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('crm.control', 0))", connection);
        await command.ExecuteNonQueryAsync(ct);
        command.CommandText = await text.ReadToEndAsync(ct);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>The builds of a projection with their checkpoints, oldest first; of all projections where none is named.</summary>
    public static async Task<IReadOnlyList<(Build Build, Checkpoint Checkpoint)>> Builds(NpgsqlConnection connection, string? projection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select {BuildColumns}, c.commit_position, c.prepare_position, c.ordinal, c.applied, c.not_concerned, c.parked, c.hash, c.mended
            from control.build b join control.checkpoint c using (build)
            where $1 is null or b.projection = $1
            order by b.projection, b.created_at, b.build
            """, connection);
        command.Parameters.Add(new() { Value = (object?)projection ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(Build, Checkpoint)> builds = [];
        while (await reader.ReadAsync(ct)) builds.Add((ReadBuild(reader), ReadCheckpoint(reader, 15)));
        return builds;
    }

    /// <summary>How far a build has read; null where there is none of this name.</summary>
    public static async Task<Checkpoint?> CheckpointOf(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select commit_position, prepare_position, ordinal, applied, not_concerned, parked, hash, mended from control.checkpoint where build = $1
            """, connection) { Parameters = { new() { Value = build } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadCheckpoint(reader, 0) : null;
    }

    /// <summary>A build to be made, under a number of its own.</summary>
    public static async Task<Build> Add(NpgsqlConnection connection, Projection projection, string definition, BuildSettings settings, bool publish, CancellationToken ct)
    {
        await using var number = new NpgsqlCommand("select nextval('control.build_number')", connection);
        var build = new Build(
            $"{projection.Name}_b{await number.ExecuteScalarAsync(ct)}", projection.Name, projection.Version, projection.Shape, definition,
            settings.Zone, settings.TzVersion, BuildState.Building, publish, null);
        await Add(connection, build, ct);
        return build;
    }

    /// <summary>A build to be made from the first fact on. One of the same name is begun anew; its tables must be gone.</summary>
    public static async Task Add(NpgsqlConnection connection, Build build, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            with added as (
                insert into control.build (build, projection, version, shape, definition, zone, tz_version, state, publish, until_commit, until_prepare, on_demand, paused, facts_per_second)
                values ($1, $2, $3, $4, $5, $6, $7, 'building', $8, $9, $10, $11, $12, $13)
                on conflict (build) do update set
                    version = excluded.version, shape = excluded.shape, definition = excluded.definition, zone = excluded.zone, tz_version = excluded.tz_version,
                    state = excluded.state, error = null, facts_read = 0, facts_total = null, read_since = null, read_from = 0, read_at = null
                returning build)
            insert into control.checkpoint (build) select build from added
            on conflict (build) do update set commit_position = 0, prepare_position = 0, ordinal = 0, applied = 0, not_concerned = 0, parked = 0, hash = excluded.hash
            """, connection);
        foreach (var (value, type) in new (object?, NpgsqlDbType)[]
        {
            (build.Name, NpgsqlDbType.Text), (build.Projection, NpgsqlDbType.Text), (build.Version, NpgsqlDbType.Integer), (build.Shape, NpgsqlDbType.Text),
            (build.Definition, NpgsqlDbType.Text), (build.Zone, NpgsqlDbType.Text), (build.TzVersion, NpgsqlDbType.Text), (build.Publish, NpgsqlDbType.Boolean),
            ((long?)build.Until?.Commit, NpgsqlDbType.Bigint), ((long?)build.Until?.Prepare, NpgsqlDbType.Bigint), (build.OnDemand, NpgsqlDbType.Boolean),
            (build.IsPaused, NpgsqlDbType.Boolean), (build.FactsPerSecond, NpgsqlDbType.Integer),
        })
            command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<IReadOnlyList<string>> ParkedKeys(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select distinct key from control.parked where build = $1 and skipped is null", connection) { Parameters = { new() { Value = build } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> keys = [];
        while (await reader.ReadAsync(ct)) keys.Add(reader.GetString(0));
        return keys;
    }

    public static Task SetState(NpgsqlConnection connection, string build, BuildState state, string? error, CancellationToken ct) => Execute(connection,
        "update control.build set state = $2, error = $3 where build = $1", ct, build, Word(state), error);

    /// <summary>Makes the build answer for its projection; the one that did becomes former. One transaction, and readers see one or the other.</summary>
    public static async Task Publish(NpgsqlConnection connection, Build build, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { Publishing(build) } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Enters a build to be made from the first fact on, in place of what there is of it.</summary>
    public static async Task Begin(NpgsqlConnection connection, Build build, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, $"drop schema if exists \"{build.Name}\" cascade; delete from control.parked where build = '{build.Name}'", ct);
        await Add(connection, build, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>What a build is, and how many facts it has folded of how many there were when it began; null where there is no such build.</summary>
    public static async Task<(BuildState State, string? Error, long Read, long? Total)?> Progress(NpgsqlConnection connection, string build, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select state, error, facts_read, facts_total from control.build where build = $1", connection) { Parameters = { new() { Value = build } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) return null;
        return (Enum.Parse<BuildState>(reader.GetString(0), ignoreCase: true), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetInt64(3));
    }

    public static Task Pause(NpgsqlConnection connection, string build, bool paused, CancellationToken ct) => Execute(connection,
        $"update control.build set paused = {paused} where build = $1", ct, build);

    /// <summary>The candidate becomes live by itself once it is level.</summary>
    public static Task MayPublish(NpgsqlConnection connection, string build, CancellationToken ct) => Execute(connection,
        "update control.build set publish = true where build = $1", ct, build);

    /// <summary>When builds of a projection that are former now were replaced.</summary>
    public static async Task<IReadOnlyDictionary<string, TimeSpan>> FormerSince(NpgsqlConnection connection, string projection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select build, clock_timestamp() - replaced_at from control.build where projection = $1 and state = 'former'", connection)
        { Parameters = { new() { Value = projection } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        Dictionary<string, TimeSpan> since = [];
        while (await reader.ReadAsync(ct)) since.Add(reader.GetString(0), reader.GetTimeSpan(1));
        return since;
    }

    /// <summary>Removes a build and its tables, once nobody holds its checkpoint.</summary>
    public static Task Drop(NpgsqlConnection connection, string build, CancellationToken ct) => Execute(connection,
        $"delete from control.build where build = '{build}'; drop schema if exists \"{build}\" cascade", ct);

    /// <summary>Removes a build's tables, once nobody holds its checkpoint, and keeps on record that it was given up.</summary>
    public static Task Retire(NpgsqlConnection connection, string build, CancellationToken ct) => Execute(connection, $"""
        update control.build set state = 'retired', publish = false where build = '{build}' and state <> 'live';
        select from control.checkpoint where build = '{build}' for update;
        drop schema if exists "{build}" cascade
        """, ct);

    /// <summary>Publishes, as a part of a transaction.</summary>
    internal static NpgsqlBatchCommand Publishing(Build build) => new("""
        with replaced as (update control.build set state = 'former', replaced_at = clock_timestamp() where projection = $2 and state = 'live' and build <> $1),
             published as (update control.build set state = 'live', publish = false, replaced_at = null where build = $1)
        insert into control.live (projection, build) values ($2, $1) on conflict (projection) do update set build = excluded.build
        """)
    {
        Parameters = { new() { Value = build.Name }, new() { Value = build.Projection } },
    };

    /// <summary>Moves the checkpoint from where this process left it; affects no row when another worker has moved it, or rows were mended.</summary>
    internal static NpgsqlBatchCommand MoveCheckpoint(string build, Checkpoint from, Checkpoint to)
    {
        var command = new NpgsqlBatchCommand("""
            update control.checkpoint
            set commit_position = $3, prepare_position = $4, ordinal = $5, applied = $6, not_concerned = $7, parked = $8, hash = $9
            where build = $1 and ordinal = $2 and mended = $10
            """);
        foreach (object value in new object[]
        {
            build, from.Ordinal, (long)to.Position.Commit, (long)to.Position.Prepare, to.Ordinal, to.Applied, to.NotConcerned, to.Parked, to.Hash, from.Mended,
        })
            command.Parameters.Add(new() { Value = value });
        return command;
    }

    internal static NpgsqlBatchCommand Park(string build, IReadOnlyList<(Recorded Fact, long Ordinal, string Key, string? Error)> facts) => new("""
        insert into control.parked (build, ordinal, commit_position, prepare_position, key, stream, type, error, revision, happened_at)
        select $1, * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
        """)
    {
        Parameters =
        {
            new() { Value = build },
            new() { Value = facts.Select(parked => parked.Ordinal).ToArray() },
            new() { Value = facts.Select(parked => (long)parked.Fact.Position.Commit).ToArray() },
            new() { Value = facts.Select(parked => (long)parked.Fact.Position.Prepare).ToArray() },
            new() { Value = facts.Select(parked => parked.Key).ToArray() },
            new() { Value = facts.Select(parked => parked.Fact.Stream.Value).ToArray() },
            new() { Value = facts.Select(parked => parked.Fact.Type).ToArray() },
            new() { Value = facts.Select(parked => parked.Error).ToArray() },
            new() { Value = facts.Select(parked => parked.Fact.Revision).ToArray() },
            new() { Value = facts.Select(parked => parked.Fact.HappenedAt).ToArray() },
        },
    };

    private static string Word(BuildState state) => JsonNamingPolicy.KebabCaseLower.ConvertName(state.ToString());

    private static Build ReadBuild(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
        Enum.Parse<BuildState>(reader.GetString(7), ignoreCase: true), reader.GetBoolean(8), reader.IsDBNull(9) ? null : reader.GetString(9))
    {
        Until = reader.IsDBNull(10) ? null : new((ulong)reader.GetInt64(10), (ulong)reader.GetInt64(11)),
        OnDemand = reader.GetBoolean(12),
        IsPaused = reader.GetBoolean(13),
        FactsPerSecond = reader.IsDBNull(14) ? null : reader.GetInt32(14),
    };

    private static Checkpoint ReadCheckpoint(NpgsqlDataReader reader, int at) => new(
        new((ulong)reader.GetInt64(at), (ulong)reader.GetInt64(at + 1)), reader.GetInt64(at + 2), reader.GetInt64(at + 3),
        reader.GetInt64(at + 4), reader.GetInt64(at + 5), reader.GetFieldValue<byte[]>(at + 6))
    { Mended = reader.GetInt32(at + 7) };

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct, params object?[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
    }
}
