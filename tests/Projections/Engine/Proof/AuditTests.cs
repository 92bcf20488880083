using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;
using Microsoft.Extensions.Logging.Abstractions;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine.Proof;

public sealed class AuditTests
{
    private static readonly Given Shelves = Enumerable.Range(1, 40).Aggregate(
        new Given().Fact(new("shelf-0"), new Moved("nothing", "cup", 1), Id<CustomerId>(7)),
        (given, n) => given.Fact(new($"shelf-{n}"), new Stocked($"item {n:00}", n)).Fact(new($"shelf-{n}"), new Sold($"item {n:00}", 1)));

    [Fact]
    public async Task Slice_by_slice_every_row_is_compared_and_a_round_follows_the_other()
    {
        var rig = await Live();
        var rows = 0L;
        while (await rig.Audited("rounds") == "0") rows += await Audit(rig, rowsAtOnce: 10);
        rows.ShouldBe(120);
        (await rig.Audited("rows || ' ' || differences")).ShouldBe("120 0");
        (await Audit(rig, rowsAtOnce: 10)).ShouldBeInRange(1, 60);
    }

    [Theory]
    [InlineData("update shelf.item set count = 400 where item = 'item 07'", "item, item item 07: count has another value than it should have since 14 (")]
    [InlineData("delete from shelf.total where item = 'item 33'", "total, item item 33, sales 1: the row is missing; it should be there since 67 (")]
    [InlineData("insert into shelf.sale values ('item 40', 'shelf-3', 9, 1)", "sale, item item 40, revision 9: the row should not be there; no fact ever made it.")]
    public async Task What_a_round_finds_stands_until_it_is_mended(string planted, string sentence)
    {
        var rig = await Live();
        await rig.Plant(planted);
        while (await rig.Audited("rounds") == "0") await Audit(rig, rowsAtOnce: 10);
        (await rig.Audited("differences || ' ' || sentence")).ShouldStartWith($"1 {rig.Build.Name}.{sentence}");
        await using var connection = await rig.Workshop.Database.OpenConnectionAsync();
        (await Certificates.Faults(connection, CancellationToken.None)).Single().ShouldEndWith("Mend it: crm verify shelf --repair.");
        (await rig.Verify(repair: true)).Standing.ShouldBe(0);
        (await Certificates.Faults(connection, CancellationToken.None)).ShouldBeEmpty();
        await Audit(rig, rowsAtOnce: 1_000_000);
        (await rig.Audited("differences")).ShouldBe("0");
    }

    [Fact]
    public void Groups_of_every_projection_can_be_cut_into_slices() =>
        ProjectionCatalog.WithLeaves.SelectMany(source => source.Create(BuildSettings.Default).Stores).Select(store => store.Layout)
            .Where(layout => !Slice.CanCut(layout)).ShouldBeEmpty();

    private static async Task<ProofRig> Live()
    {
        var rig = await ProofRig.Of(Shelves);
        await using var connection = await rig.Workshop.Database.OpenConnectionAsync();
        await Control.Publish(connection, rig.Build, CancellationToken.None);
        return rig;
    }

    private static Task<long> Audit(ProofRig rig, long rowsAtOnce) =>
        new Audit(rig.Log, rig.Workshop.Database, [ProofRig.Source], NullLogger<Audit>.Instance) { RowsAtOnce = rowsAtOnce, Share = 1 }.AuditSome(CancellationToken.None);
}
