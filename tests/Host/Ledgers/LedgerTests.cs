using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Ledgers;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Ledgers;

/// <summary>Whichever way a log proves what it holds, a build that read anything else is found.</summary>
public sealed class LedgerTests
{
    [Fact]
    public async Task The_log_in_PostgreSQL_finds_the_builds_that_read_something_else()
    {
        await using var database = await Database();
        await using var log = await PostgresLog.Open(database, await Codec(database), CancellationToken.None);
        await FindsWhatWasReadWrong(log, database, new PostgresLedger(log));
    }

    [Fact]
    public async Task The_leaves_of_EventStoreDB_find_the_builds_that_read_something_else()
    {
        await using var database = await Database();
        await using var server = await TestServer.Start();
        await using var log = await EventStoreLog.Open(server.ConnectionString, await Codec(database), CancellationToken.None);
        using var ledger = new LeafLedger(database);
        var checkpoints = await FindsWhatWasReadWrong(log, database, ledger);

        await using (var damage = database.CreateCommand($"update {await LeavesTable(database)} set hash = decode(repeat('00', 32), 'hex') where commit_position = (select min(commit_position) from {await LeavesTable(database)})"))
            await damage.ExecuteNonQueryAsync();
        using var another = new LeafLedger(database);
        (await another.Wrong(checkpoints, CancellationToken.None)).ShouldBe(checkpoints, ignoreOrder: true);
    }

    private static async Task<IReadOnlyList<Checkpoint>> FindsWhatWasReadWrong(IEventLog log, NpgsqlDataSource database, ILedger ledger)
    {
        var sources = ProjectionCatalog.Of(["deal_board", "log_leaves"], ProjectionCatalog.WithLeaves);
        await new DemoCompany(log).Record(new(Customers: 20, Seed: 11, new DateOnly(2026, 3, 1)), null, CancellationToken.None);
        await Publish(log, database, sources);
        var early = await Live(database, "deal_board");
        (await ledger.Wrong([early], CancellationToken.None)).ShouldBeEmpty();

        await new DemoCompany(log).Record(new(Customers: 20, Seed: 12, new DateOnly(2026, 3, 1)), null, CancellationToken.None);
        await Publish(log, database, sources);
        var late = await Live(database, "deal_board");
        late.Ordinal.ShouldBeGreaterThan(early.Ordinal);
        (await ledger.Wrong([late], CancellationToken.None)).ShouldBeEmpty();
        (await ledger.Wrong([early, late], CancellationToken.None)).ShouldBeEmpty();

        Checkpoint[] wrong = [late with { Hash = early.Hash }, late with { Ordinal = late.Ordinal - 1 }, early with { Hash = late.Hash }];
        (await ledger.Wrong([early, late, .. wrong], CancellationToken.None)).ShouldBe(wrong, ignoreOrder: true);
        return [early, late];
    }

    private static async Task Publish(IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources)
    {
        await using var connection = await database.OpenConnectionAsync();
        foreach (var build in await new Builder(log, database).Build(sources, BuildSettings.Default, publish: true, CancellationToken.None))
            await Control.Publish(connection, build, CancellationToken.None);
    }

    private static async Task<Checkpoint> Live(NpgsqlDataSource database, string projection)
    {
        await using var connection = await database.OpenConnectionAsync();
        return (await Control.Builds(connection, projection, CancellationToken.None)).Single(known => known.Build.State == BuildState.Live).Checkpoint;
    }

    private static async Task<string> LeavesTable(NpgsqlDataSource database)
    {
        await using var query = database.CreateCommand("select quote_ident(build) || '.log_leaf' from control.live where projection = 'log_leaves'");
        return (string)(await query.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlDataSource> Database()
    {
        var database = ProjectionEngine.Source(await TestPostgres.NewDatabase());
        await Control.Create(database, CancellationToken.None);
        return database;
    }

    private static async Task<FactCodec> Codec(NpgsqlDataSource database) => new(await SubjectKeys.Open(database, CancellationToken.None));
}
