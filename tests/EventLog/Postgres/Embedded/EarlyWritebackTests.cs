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
    public void There_need_be_no_cluster() => new EarlyWriteback(_folder).Begin().ShouldBe(0);
}
