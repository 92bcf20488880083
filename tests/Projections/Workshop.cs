using System.Globalization;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.Projections.Tests;

/// <summary>A database with schema <c>control</c> in which builds are made, advanced and looked at.</summary>
internal sealed class Workshop(NpgsqlDataSource database)
{
    private static readonly Lazy<Task<Workshop>> SharedByAll = new(New);

    /// <summary>Every lane is written by itself, so that one that needs another's rows is found out.</summary>
    private static readonly Portions Small = new(1, 1);

    /// <summary>One for the whole run: builds do not meet, each has a schema of its own.</summary>
    public static Task<Workshop> Shared => SharedByAll.Value;

    public NpgsqlDataSource Database => database;

    /// <summary>One for tests that publish, or that hurt the server.</summary>
    public static async Task<Workshop> New()
    {
        var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await TestPostgres.NewDatabase()) { MaxPoolSize = 10 });
        await Control.Create(database, CancellationToken.None);
        return new(database);
    }

    /// <summary>Builds from the facts through bare tables.</summary>
    public async Task<Build> Rebuild(Func<Projection> create, IEnumerable<Recorded> facts)
    {
        var builder = new Builder(new GivenLog(facts, 1_000), database) { Portions = Small };
        return (await builder.Build([new(_ => create())], BuildSettings.Default, publish: false, CancellationToken.None))[0];
    }

    /// <summary>Advances an empty build by each batch and by the last once more; where a batch is one fact, it is another worker every time.</summary>
    public async Task<Build> FoldLive(Func<Projection> create, IReadOnlyList<IReadOnlyList<Recorded>> batches)
    {
        var build = await Rebuild(create, []);
        var folding = await TakeUp(build, create);
        foreach (var batch in batches)
        {
            await Advance(batch, folding);
            if (batch.Count == 1) folding = await TakeUp(build, create);
        }
        await Advance(batches[^1], folding);
        return build;
    }

    /// <summary>Takes the build up as a worker does when it starts.</summary>
    public async Task<Folding> TakeUp(Build build, Func<Projection> create)
    {
        await using var connection = await database.OpenConnectionAsync();
        return new(build, create(), await Checkpoint(build), await Control.ParkedKeys(connection, build.Name, CancellationToken.None));
    }

    public Task Advance(IReadOnlyList<Recorded> facts, params IReadOnlyList<Folding> builds) =>
        new Advance(database).By(new(facts), builds, CancellationToken.None);

    public async Task<Checkpoint> Checkpoint(Build build)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await Control.Builds(connection, build.Projection, CancellationToken.None)).Single(known => known.Build.Name == build.Name).Checkpoint;
    }

    /// <summary>Every row of every table, and every parked fact, in an order of their own.</summary>
    public async Task<IReadOnlyList<string>> Everything(Build build, Projection projection)
    {
        List<string> rows = [];
        foreach (var store in projection.Stores)
            rows.AddRange(await Query(build, $"select '{store.Name}', to_jsonb(t) from {store.Name} t order by to_jsonb(t)::text collate \"C\""));
        rows.AddRange(await Query(build, $"select 'parked', ordinal, key, type, error from control.parked where build = '{build.Name}' order by ordinal"));
        return rows;
    }

    /// <summary>A line for each row: columns joined by commas, ids as #1, midnights as dates, null as a dash.</summary>
    public async Task<IReadOnlyList<string>> Query(Build build, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var path = new NpgsqlCommand($"set local search_path to \"{build.Name}\"", connection);
        await path.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
            rows.Add(string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(column => Show(reader.GetValue(column)))));
        return rows;
    }

    private static string Show(object value) => value switch
    {
        DBNull => "–",
        bool truth => truth ? "yes" : "no",
        Guid id when id.ToString("D")[8..] == "-0000-0000-0000-000000000000" => $"#{int.Parse(id.ToString("D")[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture)}",
        DateTime { TimeOfDay.Ticks: 0 } at => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime at => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        DateOnly on => on.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
