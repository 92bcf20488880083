using System.Net;
using System.Net.Sockets;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using Npgsql;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

public sealed class CrashTests
{
    /// <summary>A sleeping query notices the death of its server; one that computes does not and goes on.</summary>
    [Theory]
    [InlineData("select pg_sleep(600)")]
    [InlineData("select count(*) from generate_series(1, 1000000000000) n where n < 0")]
    public async Task What_was_committed_survives_the_death_of_the_server_under_a_long_query(string longQuery)
    {
        await using var folder = new ScratchFolder();
        await using var before = await folder.Open();
        await ScratchFolder.Ask(before.ConnectionString, "create table kept (value int); insert into kept values (42)");
        var query = ScratchFolder.Ask(before.ConnectionString, longQuery);
        await Running(before.ConnectionString, longQuery);

        folder.KillServer();
        await using var after = await folder.Open();

        (await ScratchFolder.Ask(after.ConnectionString, "select value from kept")).ShouldBe(42);
        after.ConnectionString.ShouldBe(before.ConnectionString);
        await Should.ThrowAsync<NpgsqlException>(query);
    }

    [Fact]
    public async Task A_killed_process_leaves_a_server_that_the_next_one_joins_and_stops()
    {
        await using var folder = new ScratchFolder();
        using var killed = await ClientProcess.Start(folder);
        await killed.Kill();
        folder.ServerRuns.ShouldBeTrue();
        var server = folder.ServerProcess;

        await using (var next = await folder.Open())
        {
            next.ConnectionString.ShouldBe(killed.Answer);
            folder.ServerProcess.ShouldBe(server);
        }

        ScratchFolder.IsAlive(server).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stale_pid_file_whose_number_now_belongs_to_another_program_is_ignored_and_that_program_spared()
    {
        await using var folder = new ScratchFolder();
        await using (await folder.Open())
            File.Copy(folder.PidFile, folder.In("stale"));
        using var bystander = System.Diagnostics.Process.Start("sleep", "600");
        File.WriteAllLines(folder.PidFile, [$"{bystander.Id}", .. File.ReadLines(folder.In("stale")).Skip(1)]);

        await using (var postgres = await folder.Open())
            (await ScratchFolder.Ask(postgres.ConnectionString, "select 1")).ShouldBe(1);

        bystander.HasExited.ShouldBeFalse();
        bystander.Kill();
    }

    [Fact]
    public async Task A_port_taken_by_another_program_meanwhile_is_replaced()
    {
        await using var folder = await new ScratchFolder().Used();
        using var squatter = new TcpListener(IPAddress.Loopback, Port(File.ReadAllText(folder.In("postgres.json"))));
        squatter.Start();

        await using var postgres = await folder.Open();

        (await ScratchFolder.Ask(postgres.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_whose_port_was_taken_while_others_know_it_does_not_move_and_starts_once_the_port_is_free()
    {
        await using var folder = new ScratchFolder();
        await using var postgres = await folder.Open();
        using var squatter = new TcpListener(IPAddress.Loopback, Port(File.ReadAllText(folder.In("postgres.json"))));
        folder.KillServer();
        while (folder.ServerRuns) await Task.Yield();
        squatter.Start();

        var refused = await Should.ThrowAsync<EmbeddedPostgresException>(postgres.KeepRunning(TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("Address already in use");

        squatter.Stop();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var keeping = postgres.KeepRunning(enough.Token);
        while (!folder.ServerRuns) await Task.Delay(50, enough.Token);
        await using var other = await folder.Open();
        other.ConnectionString.ShouldBe(postgres.ConnectionString);
        (await ScratchFolder.Ask(postgres.ConnectionString, "select 1")).ShouldBe(1);
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(keeping);
    }

    [Fact]
    public async Task A_wrong_port_in_the_file_is_corrected_from_the_running_server()
    {
        await using var folder = new ScratchFolder();
        await using var first = await folder.Open();
        var right = File.ReadAllText(folder.In("postgres.json"));
        File.WriteAllText(folder.In("postgres.json"), right.Replace($"{Port(right)}", "1"));

        await using var second = await folder.Open();

        second.ConnectionString.ShouldBe(first.ConnectionString);
        File.ReadAllText(folder.In("postgres.json")).ShouldBe(right);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"host":"127.0.0.1","port":1,"database":"crm","user":"crm","password":"guessed","home":""}""")]
    public async Task A_lost_or_wrong_password_is_replaced(string address)
    {
        await using var folder = await new ScratchFolder().Used();
        File.WriteAllText(folder.In("postgres.json"), address);

        await using var postgres = await folder.Open();

        (await ScratchFolder.Ask(postgres.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Half_made_database_files_are_made_anew()
    {
        await using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.In("postgres.new-1/base"));

        await folder.Used();

        Directory.GetDirectories(folder.Path).ShouldBe([folder.In("postgres")]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250)]
    [InlineData(500)]
    [InlineData(750)]
    public async Task Breaking_off_at_any_moment_leaves_no_server(int milliseconds)
    {
        await using var folder = new ScratchFolder();
        using var patience = new CancellationTokenSource(milliseconds);

        try
        {
            await (await folder.Open(patience.Token)).DisposeAsync();
        }
        catch (OperationCanceledException)
        {
        }

        folder.ServerRuns.ShouldBeFalse();
        await folder.Used();
    }

    private static int Port(string json) => System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("port").GetInt32();

    private static async Task Running(string connectionString, string query)
    {
        while (await ScratchFolder.Ask(connectionString, $"select 1 from pg_stat_activity where query = '{query}' and state = 'active'") is null)
            await Task.Yield();
    }
}
