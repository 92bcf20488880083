using System.Net;
using EventSourcedCrm.Host.Tests.Imports;
using EventSourcedCrm.Host.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Commands;

public sealed class RunTests
{
    [Fact]
    public async Task A_running_server_is_worked_with_from_the_command_line_and_ends_with_a_sentence()
    {
        await using var folder = new CrmFolder();
        using var server = folder.Serve();
        await folder.Quiet();

        File.GetUnixFileMode(folder.AdminToken).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await folder.Get("/api/projections", await File.ReadAllTextAsync(folder.AdminToken))).ShouldBe(HttpStatusCode.OK);
        var second = await folder.Crm("run", "--urls", folder.Url);
        (second.ExitCode, second.Errors.Trim()).ShouldBe((1, $"Another program listens on {folder.Url}. Stop it, or choose another address with --urls."));
        await TokensComeAndGo(folder);
        await ARebuildReplacesTheLiveBuilds(folder);

        await server.Interrupt();
        var said = await server.End();
        (said.ExitCode, said.Errors).ShouldBe((0, ""));
        said.Output.TrimEnd().ShouldEndWith("Stopped; nothing is lost.");
        await ARebuildReplacesTheLiveBuilds(folder);
    }

    [Fact]
    public async Task An_import_is_broken_off_with_a_sentence_and_finished_later()
    {
        await using var folder = new CrmFolder();
        MadeUpFiles.Cdnow(folder.Beside("cdnow.txt"), new(1), 20_000);
        using (var import = folder.Begin("import", "cdnow", folder.Beside("cdnow.txt")))
        {
            await Until.Holds(async () => File.Exists(folder.In("postgres.json")) && await HasFacts(folder));
            await import.Interrupt();
            var said = await import.End();
            said.ExitCode.ShouldBe(130, said.Errors);
            said.Output.ShouldContain("Broken off. What was recorded stays; run the import again to finish it.");
        }

        var rest = await folder.Crm("import", "cdnow", folder.Beside("cdnow.txt"), "--dry-run");
        rest.Output.ShouldContain("read 20000");
        rest.Output.ShouldNotContain("unchanged 0,");
    }

    [Fact]
    public async Task A_worker_says_whether_it_lives_and_is_ready_and_serves_nothing_else()
    {
        await using var folder = new CrmFolder();
        using var worker = folder.Begin("run", "--role", "worker", "--urls", folder.Url);
        await folder.Ready();

        var token = await File.ReadAllTextAsync(folder.AdminToken);
        (await folder.Get("/health/live", token)).ShouldBe(HttpStatusCode.OK);
        (await folder.Get("/api/projections", token)).ShouldBe(HttpStatusCode.NotFound);
        await worker.Interrupt();
        (await worker.End()).ExitCode.ShouldBe(0);
    }

    private static async Task TokensComeAndGo(CrmFolder folder)
    {
        var added = await folder.Crm("token", "add", "--user", "Ann", "--role", "manager");
        var (id, secret) = (added.Errors.Split(' ')[1], added.Output.Trim());
        await Until.Holds(async () => await folder.Get("/api/projections", secret) == HttpStatusCode.OK);
        (await folder.Crm("token", "list")).Output.ShouldContain(id);
        (await folder.Crm("token", "revoke", id)).ExitCode.ShouldBe(0);
        await Until.Holds(async () => await folder.Get("/api/projections", secret) == HttpStatusCode.Unauthorized);
    }

    private static async Task ARebuildReplacesTheLiveBuilds(CrmFolder folder)
    {
        var before = await Live(folder);
        (await folder.Crm("projections", "rebuild")).ExitCode.ShouldBe(0);
        var after = await Live(folder);
        after.Count.ShouldBe(10);
        after.Intersect(before).ShouldBeEmpty();
    }

    /// <summary>The live builds, none of which has parked anything.</summary>
    private static async Task<IReadOnlyList<string>> Live(CrmFolder folder)
    {
        var said = await folder.Crm("projections", "list");
        said.ExitCode.ShouldBe(0, said.Errors);
        var rows = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        rows.ShouldAllBe(row => row[4] == "0");
        return [.. rows.Where(row => row[1] == "live").Select(row => row[0])];
    }

    private static async Task<bool> HasFacts(CrmFolder folder)
    {
        try
        {
            return await folder.Ask("select position > 6000 from log.head") is true;
        }
        catch (Npgsql.NpgsqlException)
        {
            return false;
        }
    }
}
