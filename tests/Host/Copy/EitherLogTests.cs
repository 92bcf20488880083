using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Postgres;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.Host.Copy;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Tests.Imports;
using EventSourcedCrm.Host.Tests.Shared;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Copy;

/// <summary>The embedded log and EventStoreDB hold the same facts and make the same reports.</summary>
public sealed class EitherLogTests
{
    /// <summary>Positions are each log's own, and the assessor and the clock tell when they looked.</summary>
    private static readonly string[] MayDiffer = ["stage_change", "stage_work", "log_leaf"];

    [Fact]
    public async Task A_log_copied_to_EventStoreDB_and_back_is_equal_fact_for_fact()
    {
        await using var database = PostgresLog.Source(await TestPostgres.NewDatabase());
        await using var another = PostgresLog.Source(await TestPostgres.NewDatabase());
        var codec = new FactCodec(await SubjectKeys.Open(database, CancellationToken.None));
        await using var here = await PostgresLog.Open(database, codec, CancellationToken.None);
        await new DemoCompany(here).Record(new(Customers: 60, Seed: 3, new DateOnly(2026, 3, 1)), null, CancellationToken.None);
        await using var server = await TestServer.Start();
        await using var there = await EventStoreLog.Open(server.ConnectionString, codec, CancellationToken.None);
        await using var back = await PostgresLog.Open(another, codec, CancellationToken.None);

        var copied = await Copy(here, there);
        (await Copy(there, back)).RunningHash.ShouldBe(copied.RunningHash);

        (await back.Verify(CancellationToken.None)).ShouldBe(await here.Verify(CancellationToken.None));
        (await back.Count(CancellationToken.None)).ShouldBe(copied.Facts);
        (await Plain(there)).ShouldBe(await Plain(here));
    }

    [Fact]
    public async Task The_same_imports_give_the_same_rows_on_EventStoreDB_and_an_export_of_it_is_restored_there()
    {
        await using var server = await TestServer.Start();
        await using var other = await TestServer.Start();
        await using var embedded = new CrmFolder();
        await using var store = new CrmFolder(server.ConnectionString);
        await using var restored = new CrmFolder(other.ConnectionString);
        MadeUpFiles.Helpdesk(embedded.Beside("helpdesk.csv"), new(5), 800);
        MadeUpFiles.Cdnow(embedded.Beside("cdnow.txt"), new(5), 800);

        using var first = embedded.Serve();
        await embedded.Quiet();
        (await embedded.Crm("export", embedded.Beside("begun.jsonl"))).ExitCode.ShouldBe(0); // the same administrator and token for the others
        var rows = await Imported(embedded, embedded);

        await store.Restore(embedded.Beside("begun.jsonl"), embedded);
        using var second = store.Serve();
        (await Imported(store, embedded)).ShouldEqual(rows);

        (await store.Crm("export", store.Beside("log.jsonl"))).ExitCode.ShouldBe(0);
        await restored.Restore(store.Beside("log.jsonl"), embedded);
        using var third = restored.Serve();
        await restored.Quiet();
        await using var connection = await restored.Connect();
        (await Tables.Live(connection, without: MayDiffer)).ShouldEqual(rows);
    }

    /// <summary>What a folder's tables hold once both files are imported beside its running server.</summary>
    private static async Task<SortedDictionary<string, IReadOnlyList<string>>> Imported(CrmFolder folder, CrmFolder files)
    {
        await folder.Quiet();
        foreach (var (kind, file) in new[] { ("helpdesk", "helpdesk.csv"), ("cdnow", "cdnow.txt") })
        {
            var said = await folder.Crm("import", kind, files.Beside(file));
            said.ExitCode.ShouldBe(0, said.Errors);
        }
        await folder.Quiet();
        await using var connection = await folder.Connect();
        var tables = await Tables.Live(connection, without: MayDiffer);
        tables["stage_transition"].Count.ShouldBeGreaterThan(100);
        (await Tables.StagesToldWrong(connection, DateTimeOffset.UtcNow)).ShouldBeEmpty();
        return tables;
    }

    private static Task<Copied> Copy(ILogStore from, ILogStore to) =>
        new LogCopy(from.ReadCanonical(LogPosition.Start, CancellationToken.None), to).Run(_ => { }, CancellationToken.None);

    private static async Task<IReadOnlyList<string>> Plain(IEventLog log)
    {
        List<string> facts = [];
        await foreach (var page in log.ReadAll(LogPosition.Start, CancellationToken.None))
            facts.AddRange(page.Select(fact => $"{fact.Stream} {fact.Revision} {fact.RecordedAt:O} {fact.HappenedAt:O} {fact.Fact}"));
        return facts;
    }
}
