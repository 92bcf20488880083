using EventSourcedCrm.Domain.Builds;
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
    public async Task Facts_that_were_parked_and_later_applied_are_no_difference()
    {
        var (one, other) = (Id<CustomerId>(1), Id<CustomerId>(2));
        var given = new Given().Fact(new("shelf-1"), new Stocked("cup", 5), one).Fact(new("shelf-1"), new Moved("cup", "pot", 1), one).Fact(new("shelf-1"), new Sold("cup", 1), one);
        var workshop = await Workshop.New();
        var log = new GivenLog(given.Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(3);
        given.Fact(new("shelf-2"), new Stocked("pot", 0), other).Fact(new("build-shelf"), new ParkedFactsRetried("shelf_b1", $"customer-{one.Value:D}"));
        log.Add(given.Facts.Skip(3));
        await worker.Until(async () => await worker.Items() == "cup 4, pot 1");

        await new Audit(log, workshop.Database, [ProofRig.Source], NullLogger<Audit>.Instance) { RowsAtOnce = 1_000_000, Share = 1, Patience = TimeSpan.Zero }.AuditSome(CancellationToken.None);
        (await worker.Ask("select differences || ': ' || coalesce(sentence, '') from control.audit")).ShouldBe("0: ");
        await worker.Ask($"update \"{await worker.Live()}\".item set count = 7 where item = 'pot'");
        var verified = await new Verification(log, workshop.Database, [ProofRig.Source]).Run(repair: true, "tests", CancellationToken.None);
        verified.Certificates.Single().Named.Single().Sentence.ShouldContain("count is \"7\" and should be \"1\" since 5 (");
        (await worker.Items()).ShouldBe("cup 4, pot 1");
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
        new Audit(rig.Log, rig.Workshop.Database, [ProofRig.Source], NullLogger<Audit>.Instance) { RowsAtOnce = rowsAtOnce, Share = 1, Patience = TimeSpan.Zero }.AuditSome(CancellationToken.None);
}
