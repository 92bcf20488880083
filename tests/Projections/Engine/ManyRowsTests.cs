using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests.Engine;

/// <summary>New rows of a live batch are inserted where they are few, and copied where they are many.</summary>
public sealed class ManyRowsTests
{
    private const int Customers = 300;

    [Fact]
    public async Task Many_new_rows_in_one_live_batch_are_those_of_a_rebuild()
    {
        var (live, facts) = await BothWays(Shelves());
        (await live.Query("select (select count(*) from item), (select count(*) from price), (select count(*) from total), (select count(*) from slip)"))
            .ShouldBe([$"{Customers}, {Customers}, {Customers}, {Customers}"]);
        (await live.Checkpoint()).Applied.ShouldBe(facts);
    }

    [Fact]
    public async Task Of_many_new_rows_in_one_live_batch_the_one_that_the_table_refuses_is_parked_and_the_others_stand()
    {
        var (live, facts) = await BothWays(Shelves().Fact(new("shelf-1"), new Slipped("cup 1", Customers), Given.Id<CustomerId>(1)));
        (await live.Query("select count(*) from slip")).ShouldBe([$"{Customers}"]);
        var checkpoint = await live.Checkpoint();
        (checkpoint.Applied, checkpoint.Parked).ShouldBe((facts - 1, 1));
    }

    /// <summary>Folds the facts in one live batch, and sees that a rebuild gives the same.</summary>
    private static async Task<(Live Live, int Facts)> BothWays(Given given)
    {
        var workshop = await Workshop.Shared;
        var live = await workshop.FoldLive(() => new Shelf(), [given.Facts]);
        (await workshop.Everything(live, new Shelf())).ShouldBe(await workshop.Everything(await workshop.Rebuild(() => new Shelf(), given.Facts), new Shelf()));
        return (new(workshop, live), given.Facts.Count);
    }

    private static Given Shelves() => Enumerable.Range(1, Customers).Aggregate(new Given(), (given, customer) =>
        new IFact[] { new Arrived($"cup {customer}", 5), new Priced($"cup {customer}", customer), new Sold($"cup {customer}", 2), new Slipped($"cup {customer}", customer) }
            .Aggregate(given, (told, fact) => told.Fact(new($"shelf-{customer}"), fact, Given.Id<CustomerId>(customer))));

    private sealed record Live(Workshop Workshop, Build Build)
    {
        public Task<IReadOnlyList<string>> Query(string sql) => Workshop.Query(Build, sql);

        public Task<Checkpoint> Checkpoint() => Workshop.Checkpoint(Build);
    }
}
