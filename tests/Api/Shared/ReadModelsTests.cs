using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;

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

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => snapshot.Query<int>("delete from token returning 1", null, default))).SqlState.ShouldBe("25006");
    }

    /// <summary>A clock on which five seconds pass between any two looks.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => _now += TimeSpan.FromSeconds(5);
    }
}
