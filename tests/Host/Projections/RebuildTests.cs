using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Demo;
using EventSourcedCrm.Host.Tests.Shared;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Tests.Projections;

public sealed class RebuildTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_rebuild_of_every_projection_gives_the_rows_that_a_random_workload_left_in_the_live_ones()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        await using var rig = await ProjectionRig.Open();
        rig.Work(ProjectionCatalog.All, new RandomPages(rig.Log, seed));
        await new DemoCompany(rig.Log).Record(new(Customers: 40, seed, new(2026, 6, 1)), null, CancellationToken.None);
        var happenings = new Happenings(rig.Log, new(seed), TimeProvider.System).Knowing(await Facts(rig));
        for (var i = 0; i < 300; i++) await happenings.Next();
        await rig.AreLevel(ProjectionCatalog.All.Count);
        await rig.Rest();

        await using var connection = await rig.Database.OpenConnectionAsync();
        var live = await Tables.Live(connection, everyColumn: true);
        var checkpoints = await Checkpoints(rig);
        var settings = await new ProjectionEngine(rig.Log, rig.Database, [], Microsoft.Extensions.Logging.Abstractions.NullLogger<ProjectionEngine>.Instance).Settings(CancellationToken.None);
        foreach (var build in await new Builder(rig.Log, rig.Database).Build(ProjectionCatalog.All, settings, publish: true, CancellationToken.None))
            await Control.Publish(connection, build, CancellationToken.None);

        (await Tables.Live(connection, everyColumn: true)).ShouldEqual(live);
        (await Checkpoints(rig)).ShouldBe(checkpoints);
    }

    /// <summary>Position, ledger and hash of every live build, which are the log's.</summary>
    private static async Task<IReadOnlyList<string>> Checkpoints(ProjectionRig rig)
    {
        var head = await rig.Log.Head(CancellationToken.None);
        var hash = Convert.ToHexStringLower(await rig.Log.ReadCanonical(LogPosition.Start, CancellationToken.None).AggregateAsync(RunningHash.Start, (hash, fact) => RunningHash.Next(hash, fact)));
        await using var connection = await rig.Database.OpenConnectionAsync();
        var live = (await Control.Builds(connection, null, CancellationToken.None)).Where(known => known.Build.State == BuildState.Live).ToList();
        live.ShouldAllBe(known => known.Checkpoint.Balances && known.Checkpoint.Parked == 0 && known.Checkpoint.Position == head);
        live.ShouldAllBe(known => Convert.ToHexStringLower(known.Checkpoint.Hash) == hash);
        return [.. live.Select(known => $"{known.Build.Projection} {known.Checkpoint.Applied} {known.Checkpoint.NotConcerned}")];
    }

    private static async Task<IReadOnlyList<Recorded>> Facts(ProjectionRig rig)
    {
        List<Recorded> facts = [];
        await foreach (var page in rig.Log.ReadAll(LogPosition.Start, CancellationToken.None)) facts.AddRange(page);
        return facts;
    }
}
