namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

/// <summary>A detector is trusted at the size at which it is needed: few differences among many rows.</summary>
public sealed class NeedleTests(ITestOutputHelper output)
{
    private const int Items = 10_000;

    private static readonly Given Shelves = Enumerable.Range(0, Items).Aggregate(new Given(), (given, n) => given
        .Fact(new($"shelf-{n % 1_000}"), new Stocked($"item {n}", 5))
        .Fact(new($"shelf-{n % 1_000}"), new Sold($"item {n}", 1))
        .Fact(new($"shelf-{n % 1_000}"), new Slipped($"item {n}", n)));

    [Fact]
    public async Task One_column_one_row_less_and_one_row_more_among_forty_thousand_are_named_and_mended()
    {
        var rig = await ProofRig.Of(Shelves);
        var (changed, missing, added) = (Random.Shared.Next(Items), Random.Shared.Next(Items), Random.Shared.Next(Items));
        output.WriteLine($"items {changed}, {missing} and {added}");
        await rig.Plant($"update shelf.total set count = 2 where item = 'item {changed}'");
        await rig.Plant($"delete from shelf.slip where number = {missing}");
        await rig.Plant($"insert into shelf.sale values ('item {added}', 'shelf-nowhere', 0, 1)");
        var found = await rig.Verify(repair: true);
        (found.Rows, found.Differences, found.Mended).ShouldBe((4 * Items, 3, 3));
        found.Named.Select(difference => $"{difference.Table} {difference.Key} {difference.Column} since {difference.Since?.Position}").ShouldBe(
        [
            $"sale item item {added}, stream shelf-nowhere, revision 0  since ",
            $"total item item {changed}, sales 1 count since {3 * changed + 2}",
            $"slip number {missing}  since {3 * missing + 3}",
        ], ignoreOrder: true);
        (await rig.Verify()).Differences.ShouldBe(0);
    }
}
