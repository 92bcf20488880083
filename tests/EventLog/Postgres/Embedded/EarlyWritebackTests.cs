using EventSourcedCrm.EventLog.Postgres.Embedded;

namespace EventSourcedCrm.EventLog.Tests.Postgres.Embedded;

public sealed class EarlyWritebackTests : IDisposable
{
    private readonly DataFolder _folder = new(Path.Combine(Path.GetTempPath(), $"crm-writeback-{Guid.NewGuid():N}"));

    private string Database => Path.Combine(_folder.Cluster, "base", "16384");

    public void Dispose()
    {
        if (Directory.Exists(_folder.Path)) Directory.Delete(_folder.Path, recursive: true);
    }

    [Fact]
    public void Files_that_have_changed_are_asked_for_and_others_are_left_alone()
    {
        Directory.CreateDirectory(Database);
        var writeback = new EarlyWriteback(_folder);
        File.WriteAllText(Path.Combine(Database, "1"), "grown");
        File.WriteAllText(Path.Combine(Database, "2"), "as before");
        File.SetLastWriteTimeUtc(Path.Combine(Database, "2"), DateTime.UtcNow.AddMinutes(-1));

        writeback.Begin().ShouldBe(1);
    }

    [Fact]
    public async Task A_table_that_grows_is_asked_for()
    {
        await using var folder = new ScratchFolder();
        await using var postgres = await folder.Open();
        var writeback = new EarlyWriteback(new(folder.Path));
        await ScratchFolder.Ask(postgres.ConnectionString, "create table grown as select generate_series(1, 1000); checkpoint");

        writeback.Begin().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void What_PostgreSQL_made_for_itself_is_not_looked_at()
    {
        var template = Path.Combine(_folder.Cluster, "base", "1");
        Directory.CreateDirectory(template);
        var writeback = new EarlyWriteback(_folder);
        File.WriteAllText(Path.Combine(template, "1"), "changed");

        writeback.Begin().ShouldBe(0);
    }

    [Fact]
    public void There_need_be_no_cluster() => new EarlyWriteback(_folder).Begin().ShouldBe(0);
}
