using EventSourcedCrm.EventLog.Tests.Postgres.Embedded;
using EventSourcedCrm.Tests.Shared;

namespace EventSourcedCrm.EventLog.Tests.Postgres;

public sealed class TestPostgresTests
{
    [Fact]
    public async Task Each_test_may_have_a_database_of_its_own()
    {
        var first = await TestPostgres.NewDatabase();
        var second = await TestPostgres.NewDatabase();

        await ScratchFolder.Ask(first, "create table only_here ()");

        (await ScratchFolder.Ask(second, "select count(*) from pg_tables where tablename = 'only_here'")).ShouldBe(0L);
    }
}
