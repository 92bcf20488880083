namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

public sealed class SharingTests
{
    [Fact]
    public async Task The_last_process_to_leave_stops_the_server()
    {
        await using var folder = new ScratchFolder();
        var first = await folder.Open();
        using var second = await ClientProcess.Start(folder);
        second.Answer.ShouldBe(first.ConnectionString);

        await first.DisposeAsync();
        folder.ServerRuns.ShouldBeTrue();
        await second.Leave();
        folder.ServerRuns.ShouldBeFalse();
    }

    [Fact]
    public async Task Opening_for_the_first_time_from_several_processes_at_once_makes_one_server()
    {
        await using var folder = new ScratchFolder();
        var processes = Enumerable.Range(0, 2).Select(_ => ClientProcess.Start(folder)).ToArray();
        var here = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => folder.Open()));
        var there = await Task.WhenAll(processes);

        here.Select(postgres => postgres.ConnectionString).Concat(there.Select(client => client.Answer)).Distinct().ShouldHaveSingleItem();

        await Task.WhenAll([.. here.Select(postgres => postgres.DisposeAsync().AsTask()), .. there.Select(client => client.Leave())]);
        folder.ServerRuns.ShouldBeFalse();
        Array.ForEach(there, client => client.Dispose());
    }

    [Fact]
    public async Task Leaving_twice_is_leaving_once()
    {
        await using var folder = new ScratchFolder();
        var first = await folder.Open();
        await using var second = await folder.Open();

        await first.DisposeAsync();
        await first.DisposeAsync();

        (await ScratchFolder.Ask(second.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task The_password_is_for_the_owners_eyes_only()
    {
        await using var folder = await new ScratchFolder().Used();

        File.GetUnixFileMode(folder.In("postgres.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Text_sorts_by_code_point_and_every_alphabet_has_small_letters()
    {
        await using var folder = new ScratchFolder();
        await using var postgres = await folder.Open();

        (await ScratchFolder.Ask(postgres.ConnectionString, "select string_agg(t, '' order by t) from unnest(array['b', 'B', 'ä', 'a']) t")).ShouldBe("Babä");
        (await ScratchFolder.Ask(postgres.ConnectionString, "select lower('ПЁТР ÄÖ')")).ShouldBe("пётр äö");
    }
}
