using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class ScanProperties
{
    /// <summary>Shelves or price tags only, and up to where; to the head where that is null.</summary>
    private static readonly Gen<(bool Shelves, int? Until)> Builds =
        from shelves in Gen.Elements(true, false)
        from until in Gen.Frequency((3, Gen.Choose(1, 20).Select(until => (int?)until)), (1, Gen.Constant((int?)null)))
        select (shelves, until);

    private static readonly Gen<Told> Cases =
        from given in RebuildProperties.Logs
        from builds in Gen.NonEmptyListOf(Builds)
        from page in Gen.Choose(1, 5)
        select new Told(given.Facts, [.. builds.Take(3)], page);

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
            foreach (var (shelves, _) in told.Builds) builds.Add(await Control.Add(connection, New(shelves), "", BuildSettings.Default, publish: false, CancellationToken.None));
        await new Builder(log, workshop.Database).Make([.. builds.Zip(told.Builds, (build, asked) => Making(build, asked.Shelves, asked.Until))], CancellationToken.None);

        log.Decoded.ShouldAllBe(fact => told.Builds.Any(asked => !(fact.Position > At(asked.Until)) && (asked.Shelves ? fact.Fact is ShelfFact : fact.Fact is Priced)));
        foreach (var (build, (shelves, until)) in builds.Zip(told.Builds))
        {
            var alone = await workshop.FoldLive(() => New(shelves), [[.. told.Facts.Take(until ?? int.MaxValue)]]);
            (await workshop.Everything(build, New(shelves))).ShouldBe(await workshop.Everything(alone, New(shelves)), $"up to {until}");
            var (shared, own) = (await workshop.Checkpoint(build), await workshop.Checkpoint(alone));
            shared.Hash.ShouldBe(own.Hash);
            (shared with { Hash = own.Hash }).ShouldBe(own);
        }
        return true;
    }

    private static Projection New(bool shelves) => shelves ? new Shelf() : new PriceTags();

    private static Making Making(Build build, bool shelves, int? until) => new(new(build with { Until = At(until) }, New(shelves), Checkpoint.Start, []));

    private static LogPosition? At(int? until) => until is { } position ? LogPosition.At(position) : null;

    private sealed record Told(IReadOnlyList<Recorded> Facts, (bool Shelves, int? Until)[] Builds, int PageSize);

    /// <summary>What each item was priced last.</summary>
    private sealed class PriceTags() : Projection("price_tags", version: 1)
    {
        private readonly Table<PriceRow> _tags = new("tag", row => row.Item);

        protected override IEnumerable<Type> Handles => [typeof(Priced)];

        protected override void Apply(Recorded happened)
        {
            var priced = (Priced)happened.Fact;
            _tags.Put(new(priced.Item, priced.Price));
        }
    }
}
