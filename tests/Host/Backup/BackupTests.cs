using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Postgres.Embedded;
using EventSourcedCrm.Host.Backup;
using EventSourcedCrm.Host.Tests.Shared;

namespace EventSourcedCrm.Host.Tests.Backup;

/// <summary>A folder with a small company in it, and its export.</summary>
public sealed class BackedUpFolder : IAsyncLifetime
{
    internal CrmFolder Folder { get; } = new();

    public string Backup => Folder.Beside("backup.jsonl");

    public async ValueTask InitializeAsync()
    {
        (await Folder.Crm("demo", "--size", "10")).ExitCode.ShouldBe(0);
        (await Folder.Crm("export", Backup)).Output.ShouldContain(" facts are in ");
    }

    public ValueTask DisposeAsync() => Folder.DisposeAsync();
}

public sealed class BackupTests(BackedUpFolder backedUp) : IClassFixture<BackedUpFolder>, IAsyncDisposable
{
    private const string EveryFact = "select to_jsonb(f)::text from log.fact f union all select to_jsonb(h)::text from log.head h union all select to_jsonb(k)::text from control.subject_key k order by 1";

    private readonly CrmFolder _old = backedUp.Folder, _new = new();

    private string Backup => backedUp.Backup;

    public ValueTask DisposeAsync() => _new.DisposeAsync();

    [Fact]
    public async Task A_restored_log_has_the_same_facts_keys_and_hash_and_its_rebuild_the_same_rows()
    {
        (await _new.Crm("restore", Backup)).Errors.ShouldBeEmpty();

        var (there, here) = (await Rebuilt(_old), await Rebuilt(_new));
        here.Facts.ShouldBe(there.Facts);
        here.Tables.ShouldEqual(there.Tables);
        here.Tables["customer"].Count.ShouldBe(10);
    }

    [Fact]
    public async Task What_is_not_as_it_was_written_is_refused_with_a_sentence_and_leaves_nothing_behind()
    {
        var lines = await File.ReadAllLinesAsync(Backup);
        await Refused("There is no file");
        await Refused("cut short", lines[..^1]);
        await Refused("is not a line of an exported log", [.. lines[..^2], lines[^2][..20]]);
        await Refused("was altered", [.. lines.Select((line, index) => index == lines.Length / 2 ? line.Replace("-v1\"", "-v2\"") : line)]);
        await Refused("was altered", [.. lines[..3], lines[3].Replace("\"key\":\"", "\"key\":\"AA"), .. lines[4..]]);
        await Refused("was altered", [.. lines[..3], .. lines[4..]]);
        await Refused("nothing may follow", [.. lines, lines[1]]);
        await Refused("does not say crm-log/1", lines[1..]);
        await Refused("does not say crm-log/1", ["id,name", "1,Ann"]);

        await LogFile.Write(_new.Beside("altered.jsonl"), new[] { (new CustomerId(Guid.NewGuid()), new byte[32]) }.ToAsyncEnumerable(),
            LogFile.Facts(Backup, CancellationToken.None).Select(fact => fact with { Revision = fact.Revision + 1 }), CancellationToken.None);
        await IsRefused("cannot be taken over: revision 0 was to come");
    }

    [Fact]
    public async Task A_folder_with_facts_is_not_restored_into()
    {
        var before = await Facts(_old);

        var said = await _old.Crm("restore", Backup);

        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain("already has facts");
        (await Facts(_old)).ShouldBe(before);
    }

    private async Task Refused(string reason, params string[] lines)
    {
        if (lines.Length > 0) await File.WriteAllLinesAsync(_new.Beside("altered.jsonl"), lines);
        await IsRefused(reason);
    }

    private async Task IsRefused(string reason)
    {
        var said = await _new.Crm("restore", _new.Beside("altered.jsonl"));
        said.ExitCode.ShouldBe(1);
        said.Errors.ShouldContain(reason);
        said.Errors.Trim().ShouldNotContain("\n");
        if (!Directory.Exists(_new.In("postgres"))) return;
        await using var postgres = await EmbeddedPostgres.Open(_new.Path, CancellationToken.None);
        (await _new.Ask("select (select count(*) from log.fact) + (select count(*) from control.subject_key)")).ShouldBe(0L);
    }

    private static async Task<IReadOnlyList<string>> Facts(CrmFolder folder)
    {
        await using var postgres = await EmbeddedPostgres.Open(folder.Path, CancellationToken.None);
        await using var connection = await folder.Connect();
        return await Tables.Rows(connection, EveryFact);
    }

    private static async Task<(IReadOnlyList<string> Facts, SortedDictionary<string, IReadOnlyList<string>> Tables)> Rebuilt(CrmFolder folder)
    {
        (await folder.Crm("projections", "rebuild")).ExitCode.ShouldBe(0);
        await using var postgres = await EmbeddedPostgres.Open(folder.Path, CancellationToken.None);
        await using var connection = await folder.Connect();
        return (await Tables.Rows(connection, EveryFact), await Tables.Live(connection, everyColumn: true));
    }
}
