using EventSourcedCrm.Host.Tests.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Tests.Projections;

/// <summary>A repair killed midway changes nothing, and the next one ends it, beside a server at work. CRM_TEST_ROUNDS makes it longer.</summary>
public sealed class KilledRepairTests
{
    private enum Place { Begun, Folded, Mending }

    private readonly int _rounds = Setting.Of("CRM_TEST_ROUNDS", 3);

    [Fact]
    public async Task Killing_a_repair_wherever_it_is_changes_nothing_and_the_next_one_ends_it()
    {
        await using var folder = new CrmFolder();
        (await folder.Crm("demo", "--size", "40", "--seed", "4")).ExitCode.ShouldBe(0);
        using var server = folder.Serve();
        await folder.Quiet();
        await using var connection = await folder.Connect();
        var deals = $"\"{await folder.Ask("select build from control.live where projection = 'deal_board'")}\".deal";
        var told = await Tables.Rows(connection, $"select to_jsonb(d)::text from {deals} d order by 1");
        await Run(connection, $"update {deals} set title = title || '!'");
        var wrong = await Tables.Live(connection, everyColumn: true);
        for (var round = 0; round < _rounds; round++)
        {
            await KillRepair(folder, deals, (Place)(round % 3));
            (await Tables.Live(connection, everyColumn: true)).ShouldEqual(wrong);
        }
        await Comes(folder, "Before");
        var repaired = await folder.Crm("verify", "deal_board", "--repair");
        repaired.ExitCode.ShouldBe(0, repaired.Output + repaired.Errors);
        repaired.Output.ShouldContain($"{told.Count} differ, {told.Count} mended.");
        (await Tables.Rows(connection, $"select to_jsonb(d)::text from {deals} d order by 1")).ShouldBe(told);
        await Comes(folder, "After");
        var proven = await folder.Crm("verify");
        proven.ExitCode.ShouldBe(0, proven.Output + proven.Errors);
        (await folder.Ask("select count(*) from pg_namespace where nspname like '%proof%'")).ShouldBe(0L);
    }

    /// <summary>It comes no further than to the row that is held here.</summary>
    private static async Task KillRepair(CrmFolder folder, string deals, Place place)
    {
        await using var connection = await folder.Connect();
        await using var holding = await connection.BeginTransactionAsync();
        await Run(connection, $"select from {deals} limit 1 for update");
        using var repair = folder.Begin("verify", "deal_board", "--repair");
        await Until.Holds(async () => repair.HasExited || await folder.Ask($"select exists ({Sign(place)})") is true);
        repair.HasExited.ShouldBeFalse();
        await repair.Kill();
    }

    private static string Sign(Place place) => place switch
    {
        Place.Begun => "select from control.build where state = 'proof'",
        Place.Folded => "select from pg_namespace where nspname like 'deal_board_proof%'",
        _ => "select from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into \"deal_board%'",
    };

    /// <summary>The worker goes on.</summary>
    private static async Task Comes(CrmFolder folder, string name)
    {
        await folder.Ask(HttpMethod.Post, "/api/customers", await File.ReadAllTextAsync(folder.AdminToken), new { kind = "company", name });
        await folder.Quiet();
    }

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
