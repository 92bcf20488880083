using System.Diagnostics;
using EventSourcedCrm.Host.Tests.Imports;
using EventSourcedCrm.Host.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Projections;

public sealed class FrozenWorkerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan TakesOverWithin = TimeSpan.FromSeconds(15);

    /// <param name="session">What PostgreSQL sees of it: it is between two statements, or a statement has arrived only in part.</param>
    [Theory]
    [InlineData("idle in transaction")]
    [InlineData("active")]
    public async Task A_worker_frozen_inside_a_transaction_is_replaced_and_awake_again_neither_loses_nor_doubles_anything(string session)
    {
        await using var folder = new CrmFolder();
        MadeUpFiles.Cdnow(folder.Beside("cdnow.txt"), new(3), 2_000);
        MadeUpFiles.Helpdesk(folder.Beside("helpdesk.csv"), new(3), 400);
        using var api = folder.Begin("run", "--role", "api", "--urls", folder.Url);
        using var leading = Worker(folder);
        await folder.Quiet();
        using var standingBy = Worker(folder);
        await standingBy.Says("/health/ready");
        await using var connection = await folder.Connect();

        var import = folder.Crm("import", "cdnow", folder.Beside("cdnow.txt"));
        await FreezeInsideATransaction(leading, session, connection);
        var frozenFor = Stopwatch.StartNew();
        var (leases, checkpoints) = (await Leases(connection), await Checkpoints(connection));
        await Until.Holds(async () => await AreHeldByOthersThan(leases, connection));
        frozenFor.Elapsed.ShouldBeLessThan(TakesOverWithin);
        output.WriteLine($"The other held every lease after {frozenFor.Elapsed.TotalSeconds:F1} s.");
        await Until.Holds(async () => !(await Checkpoints(connection)).Intersect(checkpoints).Any());
        output.WriteLine($"It had moved every checkpoint after {frozenFor.Elapsed.TotalSeconds:F1} s.");

        await leading.Thaw();
        (await folder.Crm("import", "helpdesk", folder.Beside("helpdesk.csv"))).ExitCode.ShouldBe(0);
        (await import).ExitCode.ShouldBe(0);
        await folder.Quiet();
        await TheRowsAreThoseOfARebuild(folder, connection);

        leading.HasExited.ShouldBeFalse();
        await standingBy.Kill();
        await folder.Quiet();
    }

    private static CrmProcess Worker(CrmFolder folder) => folder.Begin("run", "--role", "worker", "--urls", "http://127.0.0.1:0");

    /// <summary>It has written a checkpoint and not committed. Most moments are others: then it goes on for a moment, and is stopped again.</summary>
    private static Task FreezeInsideATransaction(CrmProcess worker, string session, NpgsqlConnection connection) => Until.Holds(async () =>
    {
        await worker.Freeze();
        var settling = Stopwatch.StartNew();
        while (settling.ElapsedMilliseconds < 200)
            if (await Ask($"""
                select bool_and(pg_stat_activity.state = '{session}' and wait_event = 'ClientRead') from pg_locks join pg_stat_activity using (pid)
                where relation = 'control.checkpoint'::regclass and mode = 'RowExclusiveLock'
                """, connection) is true) return true;
        await worker.Thaw();
        return false;
    });

    private static async Task TheRowsAreThoseOfARebuild(CrmFolder folder, NpgsqlConnection connection)
    {
        var rows = await Tables.Live(connection, everyColumn: true);
        rows["stage_transition"].Count.ShouldBeGreaterThan(100);
        (await folder.Crm("projections", "rebuild")).ExitCode.ShouldBe(0);
        await folder.Quiet();
        (await Tables.Live(connection, everyColumn: true)).ShouldEqual(rows);
        (await Tables.StagesToldWrong(connection, DateTimeOffset.UtcNow)).ShouldBeEmpty();
    }

    /// <summary>The sessions that hold the leases of projections.</summary>
    private static async Task<IReadOnlyList<string>> Leases(NpgsqlConnection connection) => await Tables.Rows(connection, """
        select pid::text from pg_locks join control.live on (classid::bigint << 32) | objid::bigint = hashtextextended('crm.projection.' || projection, 0)
        where locktype = 'advisory' and granted and objsubid = 1
        """);

    private static async Task<bool> AreHeldByOthersThan(IReadOnlyList<string> former, NpgsqlConnection connection) =>
        await Leases(connection) is var present && present.Count == former.Count && !present.Intersect(former).Any();

    private static async Task<IReadOnlyList<string>> Checkpoints(NpgsqlConnection connection) =>
        await Tables.Rows(connection, "select format('%s at %s', build, commit_position) from control.live join control.checkpoint using (build)");

    private static async Task<object?> Ask(string sql, NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
