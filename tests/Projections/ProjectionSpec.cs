using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests;

/// <summary>Given facts, then rows: in batches of 1, 7 and 10,000, the last of each delivered again, and rebuilt through bare tables.</summary>
internal static class ProjectionSpec
{
    private static readonly int[] BatchSizes = [1, 7, 10_000];

    /// <param name="rows">What the query answers, a line for each row; see <see cref="Workshop.Query"/>.</param>
    public static async Task Then<TProjection>(this Given given, string sql, params string[] rows) where TProjection : Projection, new()
    {
        var workshop = await Workshop.Shared;
        var rebuilt = await workshop.Rebuild(() => new TProjection(), given.Facts);
        await ShouldBalance(workshop, rebuilt, given.Facts);
        (await workshop.Query(rebuilt, sql)).ShouldBe(rows);
        var everything = await workshop.Everything(rebuilt, new TProjection());
        foreach (var size in BatchSizes)
        {
            var live = await workshop.FoldLive(() => new TProjection(), [.. given.Facts.Chunk(size)]);
            await ShouldBalance(workshop, live, given.Facts);
            (await workshop.Everything(live, new TProjection())).ShouldBe(everything, $"in batches of {size}");
        }
    }

    private static async Task ShouldBalance(Workshop workshop, Build build, IReadOnlyList<Recorded> facts)
    {
        var checkpoint = await workshop.Checkpoint(build);
        checkpoint.Balances.ShouldBeTrue();
        checkpoint.Parked.ShouldBe(0);
        checkpoint.Ordinal.ShouldBe(facts.Count);
        checkpoint.Hash.ShouldBe(facts.Aggregate(RunningHash.Start, (hash, fact) => RunningHash.Next(hash, fact)));
    }
}
