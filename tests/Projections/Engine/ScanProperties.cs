using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class ScanProperties
{
    private static readonly Gen<Told> Cases =
        from given in RebuildProperties.Logs
        from untils in Gen.ArrayOf(Gen.Choose(1, given.Facts.Count), 2)
        from goesOn in Gen.Elements(true, false)
        from page in Gen.Choose(1, 5)
        select new Told(given.Facts, goesOn ? [.. untils, given.Facts.Count] : untils, page);

    private static readonly BuildSettings Settings = BuildSettings.Default;

    [Fact]
    public async Task Builds_that_share_a_scan_are_each_as_if_folded_alone_and_nothing_is_decoded_that_none_of_them_handles()
    {
        var workshop = await Workshop.Shared;
        Prop.ForAll(Cases.ToArbitrary(), told => AreAsIfAlone(workshop, told).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<bool> AreAsIfAlone(Workshop workshop, Told told)
    {
        var log = new GivenLog(told.Facts, told.PageSize);
        List<Build> builds = [];
        await using (var connection = await workshop.Database.OpenConnectionAsync())
            foreach (var _ in told.Untils) builds.Add(await Control.Add(connection, new Shelf(), "", Settings, publish: false, CancellationToken.None));
        await new Builder(log, workshop.Database).Make([.. builds.Zip(told.Untils, Making)], CancellationToken.None);

        log.Decoded.ShouldAllBe(fact => fact.Fact is ShelfFact);
        foreach (var (build, until) in builds.Zip(told.Untils))
        {
            var alone = await workshop.FoldLive(() => new Shelf(), [[.. told.Facts.Take(until)]]);
            (await workshop.Everything(build, new Shelf())).ShouldBe(await workshop.Everything(alone, new Shelf()), $"up to {until}");
            var (shared, own) = (await workshop.Checkpoint(build), await workshop.Checkpoint(alone));
            shared.Hash.ShouldBe(own.Hash);
            (shared with { Hash = own.Hash }).ShouldBe(own);
        }
        return true;
    }

    private static Making Making(Build build, int until) =>
        new(new(build with { Until = LogPosition.At(until) }, new Shelf(), Checkpoint.Start, []));

    private sealed record Told(IReadOnlyList<Recorded> Facts, int[] Untils, int PageSize);
}
