using EventSourcedCrm.EventLog.Postgres.Embedded;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

public sealed class RefusalTests
{
    [Fact]
    public async Task A_folder_of_a_newer_format_is_refused_with_the_way_to_move_it()
    {
        await using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.In("version"), "2\n");

        (await Refusal(folder)).ShouldSatisfyAllConditions(
            said => said.ShouldContain("format 2"),
            said => said.ShouldContain("crm export FILE"),
            said => said.ShouldContain("crm restore FILE"));
        Directory.Exists(folder.In("postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_of_an_unreadable_format_is_refused()
    {
        await using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.In("version"), "one");

        (await Refusal(folder)).ShouldContain("\"one\"");
    }

    [Fact]
    public async Task A_folder_of_another_PostgreSQL_major_is_refused_with_the_way_to_move_it()
    {
        await using var folder = await new ScratchFolder().Used();
        File.WriteAllText(folder.In("postgres/PG_VERSION"), "9\n");

        (await Refusal(folder)).ShouldSatisfyAllConditions(
            said => said.ShouldContain("made by PostgreSQL 9"),
            said => said.ShouldContain("crm export FILE"),
            said => said.ShouldContain("crm restore FILE"));
    }

    [Fact]
    public async Task A_machine_without_the_server_is_told_how_to_install_it()
    {
        await using var folder = new ScratchFolder();

        using var client = await ClientProcess.Start(folder, ("CRM_POSTGRES_BIN", folder.Parent));

        client.Answer.ShouldContain("apt-get install postgresql");
        client.Answer.ShouldContain(folder.Parent);
    }

    [Fact]
    public async Task A_folder_the_servers_user_cannot_enter_is_refused_naming_the_folder_in_the_way()
    {
        if (!Environment.IsPrivilegedProcess)
            Assert.Skip("The server runs as another user only when root starts it.");
        await using var folder = new ScratchFolder();
        File.SetUnixFileMode(folder.Parent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        (await Refusal(folder)).ShouldContain($"chmod o+x '{folder.Parent}'");
    }

    [Fact]
    public async Task A_folder_that_is_a_file_is_refused()
    {
        await using var folder = new ScratchFolder();
        File.WriteAllText(folder.Path, "");

        (await Refusal(folder)).ShouldContain(folder.Path);
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_refused_with_what_it_said()
    {
        await using var folder = await new ScratchFolder().Used();
        File.WriteAllText(folder.In("postgres.conf"), "shared_buffers = 'plenty'\n");

        (await Refusal(folder)).ShouldContain("\"shared_buffers\": \"plenty\"");
    }

    [Fact]
    public async Task A_password_lost_while_others_use_the_server_is_not_taken_from_them()
    {
        await using var folder = new ScratchFolder();
        await using var postgres = await folder.Open();
        File.Delete(folder.In("postgres.json"));

        (await Refusal(folder)).ShouldContain("Stop every process");
        (await ScratchFolder.Ask(postgres.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_folder_in_use_in_another_container_is_refused()
    {
        await using var folder = new ScratchFolder();
        await using var postgres = await folder.Open();
        var address = folder.In("postgres.json");
        File.WriteAllText(address, File.ReadAllText(address).Replace("pid:[", "pid:[1"));

        (await Refusal(folder)).ShouldContain("in use in another container");
    }

    private static async Task<string> Refusal(ScratchFolder folder) =>
        (await Should.ThrowAsync<EmbeddedPostgresException>(folder.Open)).Message;
}
