using EventSourcedCrm.Host.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>A server killed while it makes, pauses or publishes a build goes on with it by itself. CRM_TEST_ROUNDS and CRM_TEST_SEED make it longer, or as it was.</summary>
public sealed class KilledBuildTests(ITestOutputHelper output)
{
    private readonly int _rounds = Setting.Of("CRM_TEST_ROUNDS", 3), _seed = Setting.Of("CRM_TEST_SEED", Random.Shared.Next(1_000_000));

    [Fact]
    public async Task Killing_the_server_at_any_moment_of_a_build_or_a_cut_over_changes_no_row()
    {
        output.WriteLine($"CRM_TEST_SEED={_seed}, {_rounds} kills");
        var random = new Random(_seed);
        await using var folder = new CrmFolder();
        (await folder.Crm("demo", "--size", "40", "--seed", "7")).ExitCode.ShouldBe(0);
        var server = folder.Serve();
        try
        {
            await folder.Quiet();
            var admin = await File.ReadAllTextAsync(folder.AdminToken);
            var manager = (await folder.Crm("token", "add", "--user", "Ann", "--role", "manager")).Output;
            await folder.Quiet();
            var definition = (string)(await folder.Ask(HttpMethod.Post, "/api/definitions", manager, new { report = "stage", parameters = new { lostAfterDays = 90 }, reason = "sooner" }))["definition"]!;
            var build = (string)(await folder.Ask(HttpMethod.Post, "/api/builds", manager, new { projection = "stages", definition, factsPerSecond = 2_000 }))["build"]!;
            for (var round = 0; round < _rounds; round++)
            {
                await ReadsSome(folder, build, random.Next(500));
                if (round % 2 == 1 && await State(folder, build) == "building") await folder.Ask(HttpMethod.Post, $"/api/builds/{build}/pause", admin, new { });
                server = await KillAndStart(server, folder, $"the build was {await State(folder, build)}");
                await folder.Ready();
                if (round % 2 == 1 && await State(folder, build) == "building") await folder.Ask(HttpMethod.Post, $"/api/builds/{build}/resume", admin, new { });
            }
            await Until.Holds(async () => await State(folder, build) == "candidate");
            var again = (string)(await folder.Ask(HttpMethod.Post, "/api/builds", manager, new { projection = "stages", definition, reason = "to compare" }))["build"]!;
            await Until.Holds(async () => await State(folder, again) == "candidate");
            await Level(folder);
            (await Rows(folder, build)).ShouldBe(await Rows(folder, again));

            await folder.Ask(HttpMethod.Post, $"/api/definitions/{definition}/approve", admin, new { reason = "fine" });
            await folder.Ask(HttpMethod.Post, $"/api/definitions/{definition}/publish", manager, new { reason = "now" });
            server = await KillAndStart(server, folder, "a definition had just been published");
            await Until.Holds(async () => await folder.Ask("select definition from control.live join control.build using (build) where live.projection = 'stages'") is "stage/v2");
            (await Rows(folder, (string)(await folder.Ask("select build from control.live where projection = 'stages'"))!)).Count.ShouldBeGreaterThan(100);
        }
        finally
        {
            server.Dispose();
        }
    }

    [Fact]
    public async Task A_build_stays_paused_though_the_server_is_killed_while_it_pauses_and_while_it_is_paused_and_goes_on_when_it_is_asked_to()
    {
        var (rounds, random) = (Setting.Of("CRM_TEST_ROUNDS", 2), new Random(_seed));
        output.WriteLine($"CRM_TEST_SEED={_seed}, {rounds} kills");
        await using var folder = new CrmFolder();
        (await folder.Crm("demo", "--size", "40", "--seed", "8")).ExitCode.ShouldBe(0);
        var server = folder.Serve();
        try
        {
            await folder.Quiet();
            var admin = await File.ReadAllTextAsync(folder.AdminToken);
            List<string> builds = [];
            for (var round = 0; round < rounds; round++)
            {
                var build = await Asked(new { projection = "stages", factsPerSecond = 500, reason = $"round {round}" });
                await ReadsSome(folder, build, random.Next(500));
                await folder.Ask(HttpMethod.Post, $"/api/builds/{build}/pause", admin, new { });
                if (round % 2 == 1) await IsWrittenDown(folder, build);
                server = await KillAndStart(server, folder, $"the build {(round % 2 == 1 ? "had paused" : "was to pause")}");
                var written = await Written(folder, build);
                await folder.Ask(HttpMethod.Post, "/api/customers", admin, new { kind = "company", name = $"Comer {round}" });
                await folder.Quiet(); // by then the worker has looked which builds it is to make
                (await folder.Ask($"select state || ', ' || paused from control.build where build = '{build}'")).ShouldBe("building, true");
                (await Written(folder, build)).ShouldBe(written);
                await folder.Ask(HttpMethod.Post, $"/api/builds/{build}/resume", admin, new { });
                builds.Add(build);
            }
            builds.Add(await Asked(new { projection = "stages", reason = "to compare" }));
            foreach (var build in builds) await Until.Holds(async () => await State(folder, build) == "candidate");
            await Level(folder);
            var undisturbed = await Rows(folder, builds[^1]);
            foreach (var build in builds) (await Rows(folder, build)).ShouldBe(undisturbed);

            async Task<string> Asked(object what) => (string)(await folder.Ask(HttpMethod.Post, "/api/builds", admin, what))["build"]!;
        }
        finally
        {
            server.Dispose();
        }
    }

    private async Task<CrmProcess> KillAndStart(CrmProcess server, CrmFolder folder, string when)
    {
        output.WriteLine($"killed when {when}");
        await server.Kill();
        server.Dispose();
        return folder.Serve();
    }

    private static async Task<string?> State(CrmFolder folder, string build) => await folder.Ask($"select state from control.build where build = '{build}'") as string;

    /// <summary>The build has folded so many facts more, or is made.</summary>
    private static async Task ReadsSome(CrmFolder folder, string build, int facts)
    {
        var begun = await Read();
        await Until.Holds(async () => await Read() >= begun + facts || await State(folder, build) is not (null or "building"));

        async Task<long> Read() => await folder.Ask($"select facts_read from control.build where build = '{build}'") as long? ?? 0;
    }

    /// <summary>Its rows as far as they are folded are in the tables, and nobody makes it.</summary>
    private static Task IsWrittenDown(CrmFolder folder, string build) => Until.Holds(async () => await Written(folder, build) > 0);

    private static async Task<long> Written(CrmFolder folder, string build) => (long)(await folder.Ask($"select ordinal from control.checkpoint where build = '{build}'"))!;

    /// <summary>All that advance together are where the log ends.</summary>
    private static Task Level(CrmFolder folder) => Until.Holds(async () =>
        await folder.Ask("select bool_and(c.commit_position = h.position) from control.checkpoint c join control.build b using (build), log.head h where b.projection = 'stages' and b.state in ('live', 'candidate')") is true);

    private static async Task<IReadOnlyList<string>> Rows(CrmFolder folder, string build)
    {
        await using var connection = await folder.Connect();
        List<string> rows = [];
        foreach (var table in await Tables.Rows(connection, $"select tablename::text from pg_tables where schemaname = '{build}' order by 1"))
            rows.AddRange(await Tables.Rows(connection, $"select '{table} ' || to_jsonb(t)::text from \"{build}\".\"{table}\" t order by 1"));
        return rows;
    }
}
