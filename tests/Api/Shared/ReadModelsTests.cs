using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Postgres;
using Npgsql;

namespace EventSourcedCrm.Tests.Api;

public sealed class ReadModelsTests(RunningApi api)
{
    [Fact]
    public async Task Waiting_for_a_position_is_bounded()
    {
        var models = new ReadModels(api.Database, new HastyClock());

        (await Should.ThrowAsync<RejectedException>(() => models.Open("access", LogPosition.At(long.MaxValue), default))).Problem.Code.ShouldBe("read-model-behind");
    }

    [Fact]
    public async Task A_projection_without_a_live_build_is_not_ready()
    {
        var models = new ReadModels(api.Database, TimeProvider.System);

        (await Should.ThrowAsync<RejectedException>(() => models.Open("nothing", null, default))).Problem.ShouldSatisfyAllConditions(
            problem => problem.Status.ShouldBe(503), problem => problem.Code.ShouldBe("read-model-missing"));
    }

    [Fact]
    public async Task A_list_whose_build_is_gone_begins_again()
    {
        var models = new ReadModels(api.Database, TimeProvider.System);

        (await Should.ThrowAsync<RejectedException>(() => models.Open("access", null, default, "access_b0"))).Problem.Code.ShouldBe("build-gone");
    }

    [Fact]
    public async Task A_snapshot_changes_nothing()
    {
        await using var snapshot = await new ReadModels(api.Database, TimeProvider.System).Open("access", null, default);

        (await Should.ThrowAsync<PostgresException>(() => snapshot.Query<int>("delete from token returning 1", null, default))).SqlState.ShouldBe("25006");
    }

    [Fact]
    public async Task A_query_is_planned_for_its_parameters_however_often_it_was_asked()
    {
        await using var database = PostgresLog.Source(new NpgsqlConnectionStringBuilder(api.ConnectionString) { MaxPoolSize = 1 }.ConnectionString);
        var models = new ReadModels(database, TimeProvider.System);
        for (var times = 0; times < 12; times++)
        {
            await using var asked = await models.Open("access", null, default);
            await asked.Query<int>("select 1 where @User::uuid is null", new { User = (Guid?)null }, default);
        }

        await using var snapshot = await models.Open("access", null, default);
        var plans = await snapshot.Query<(long Generic, long Custom)>("select generic_plans, custom_plans from pg_prepared_statements where statement like 'select 1 where%'", null, default);
        plans.ShouldHaveSingleItem().Generic.ShouldBe(0);
        plans[0].Custom.ShouldBeGreaterThan(5);
    }

    /// <summary>A clock on which five seconds pass between any two looks.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(5);
    }
}
