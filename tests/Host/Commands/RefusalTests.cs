using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.Host.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Commands;

/// <summary>What cannot be done is said in a sentence, with an exit code, and without the insides of the program.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("http://somewhere", "must look like esdb://user:password@host:2113")]
    [InlineData("esdb://127.0.0.1:1?tls=false", "check that the server runs there")]
    public async Task A_log_that_cannot_be_opened_is_told_in_a_sentence_and_leaves_no_server_behind(string address, string reason)
    {
        await using var folder = new CrmFolder(address);

        var said = await folder.Crm("projections", "list");

        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain(reason);
        said.Errors.Trim().ShouldNotContain("\n");
        File.Exists(folder.In("postgres/postmaster.pid")).ShouldBeFalse();
    }

    [Fact]
    public async Task Wrong_words_and_files_are_answered_with_a_sentence()
    {
        await using var folder = new CrmFolder();
        await using var postgres = await EmbeddedPostgres.Open(folder.Path, CancellationToken.None); // so that no command has to start it
        await File.WriteAllTextAsync(folder.Beside("unread.txt"), "nothing of use\n");

        await Refused("'bogus'", "bogus");
        await Refused("'excel'", "import", "excel", "a.txt");
        await Refused("There is no file", "import", "cdnow", folder.Beside("none.txt"));
        await Refused("lacks the columns", "import", "cdnow", folder.Beside("unread.txt"));
        await Refused("is not an address", "run", "--urls", "nonsense");
        await Refused("without encryption", "run", "--urls", "http://0.0.0.0:5080");
        await Refused("There is no projection nothing", "run", "--projection", "nothing");
        await Refused("There is no projection nothing", "projections", "rebuild", "nothing");
        await Refused("--size", "demo", "--size", "0");
        await Refused("--until", "demo", "--until", "1899-01-01");
        await Refused("--until", "demo", "--until", "2999-01-01");
        await Refused("--user", "token", "add", "--user", " ");
        await Refused("There is no such token", "token", "revoke", Guid.NewGuid().ToString());
        await Refused("Nothing is built yet", "token", "list");
        await Refused("is a folder", "export", folder.Beside(""));
        await Refused("Could not find", "export", folder.Beside("none/log.jsonl"));

        await File.WriteAllTextAsync(folder.In("version"), "99\n");
        await Refused("made by a newer version", "run");

        async Task Refused(string reason, params string[] arguments)
        {
            var said = await folder.Crm(arguments);
            said.ExitCode.ShouldBe(1, string.Join(' ', arguments));
            said.Errors.ShouldContain(reason);
            said.Errors.ShouldNotContain("   at ");
        }
    }
}
