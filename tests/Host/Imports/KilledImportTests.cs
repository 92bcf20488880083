using EventSourcedCrm.Host.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Imports;

/// <summary>Whatever is killed when, what comes out is the same. CRM_TEST_ROUNDS, CRM_TEST_SIZE and CRM_TEST_SEED make it longer, larger, or as it was.</summary>
public sealed class KilledImportTests(ITestOutputHelper output)
{
    private enum Victim { Server, Import, Postgres, Backend }

    /// <summary>Of the assessor, which says what it knew when.</summary>
    private static readonly string[] MayDiffer = ["stage_change", "stage_work"];

    private readonly int _rounds = Setting.Of("CRM_TEST_ROUNDS", 4), _rows = Setting.Of("CRM_TEST_SIZE", 2_000), _seed = Setting.Of("CRM_TEST_SEED", Random.Shared.Next(1_000_000));

    [Fact]
    public async Task Killing_anything_at_any_moment_of_an_import_changes_no_row()
    {
        output.WriteLine($"CRM_TEST_SEED={_seed}, {_rounds} kills, {_rows} rows a file");
        await using var calm = new CrmFolder();
        await using var hurt = new CrmFolder();
        MadeUpFiles.Cdnow(calm.Beside("cdnow.txt"), new(_seed), _rows);
        MadeUpFiles.Helpdesk(calm.Beside("helpdesk.csv"), new(_seed), _rows);
        string[][] imports = [["import", "cdnow", calm.Beside("cdnow.txt")], ["import", "helpdesk", calm.Beside("helpdesk.csv")]];

        var undisturbed = await Undisturbed(calm, imports);
        await hurt.Restore(calm.Beside("begun.jsonl"), calm);
        using var server = await Disturbed(hurt, imports, new Random(_seed));

        await using var connection = await hurt.Connect();
        (await Tables.Live(connection, without: MayDiffer)).ShouldEqual(undisturbed);
        (await Tables.StagesToldWrong(connection, DateTimeOffset.UtcNow)).ShouldBeEmpty();
    }

    private static async Task<SortedDictionary<string, IReadOnlyList<string>>> Undisturbed(CrmFolder folder, string[][] imports)
    {
        using var server = folder.Serve();
        await folder.Quiet();
        (await folder.Crm("export", folder.Beside("begun.jsonl"))).ExitCode.ShouldBe(0); // the same administrator and token for the other
        foreach (var import in imports) (await folder.Crm(import)).ExitCode.ShouldBe(0);
        await folder.Quiet();
        await using var connection = await folder.Connect();
        (await Tables.StagesToldWrong(connection, DateTimeOffset.UtcNow)).ShouldBeEmpty();
        var tables = await Tables.Live(connection, without: MayDiffer);
        tables["stage_transition"].Count.ShouldBeGreaterThan(100);
        await server.Interrupt();
        (await server.End()).ExitCode.ShouldBe(0);
        return tables;
    }

    private async Task<CrmProcess> Disturbed(CrmFolder folder, string[][] imports, Random random)
    {
        var server = folder.Serve();
        await folder.Quiet();
        var import = folder.Begin(imports[0]);
        for (var round = 0; round < _rounds; round++)
        {
            var moment = TimeSpan.FromMilliseconds(random.Next(300, 2_500));
            await Task.Delay(moment);
            var victim = (Victim)((_seed + round) % 4);
            output.WriteLine($"after {moment.TotalMilliseconds:F0} ms: {victim}");
            if (victim == Victim.Server) await server.Kill();
            else if (victim == Victim.Import) await import.Kill();
            else folder.KillPostgres(theWholeServer: victim == Victim.Postgres, random);
            if (server.HasExited) server = await Restarted(server, folder);
            if (import.HasExited) import = folder.Begin(imports[(round + 1) % imports.Length]);
        }
        await import.End();
        foreach (var one in imports)
        {
            var said = await folder.Crm(one);
            said.ExitCode.ShouldBe(0, said.Errors);
        }
        await Until.Holds(async () =>
        {
            if (server.HasExited) server = await Restarted(server, folder);
            return await folder.IsQuiet();
        });
        return server;
    }

    /// <summary>It was killed, or PostgreSQL was while it started: then it has said so, in a sentence.</summary>
    private async Task<CrmProcess> Restarted(CrmProcess server, CrmFolder folder)
    {
        var said = await server.End();
        output.WriteLine($"The server ended ({said.ExitCode}): {said.Errors}");
        said.Errors.ShouldNotContain("   at ");
        server.Dispose();
        return folder.Serve();
    }
}
