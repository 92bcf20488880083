using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class ParkingTests
{
    private const string Items = "select item, count from item order by item";
    private const string Parked = "select ordinal, key, type, error is not null from control.parked where build = current_schema() order by ordinal";

    private static readonly string Customer1 = $"customer-{Id<CustomerId>(1).Value:D}";

    [Fact]
    public async Task A_fact_whose_row_is_missing_is_parked_and_later_ones_of_its_customer_wait() => await ShouldStand(
        Of((new Moved("cup", "pot", 1), 1), (new Stocked("cup", 1), 1), (new Stocked("pot", 2), 2), (UnknownFact.Instance, 1)),
        [$"1, {Customer1}, unknown-v1, yes", $"2, {Customer1}, unknown-v1, no"],
        ["pot, 2"]);

    [Fact]
    public async Task A_fact_without_a_customer_holds_up_its_stream_only() => await ShouldStand(
        new Given().Fact(new("a-1"), new Moved("cup", "pot", 1)).Fact(new("a-1"), new Stocked("cup", 1)).Fact(new("a-2"), new Stocked("pot", 1)),
        ["1, a-1, unknown-v1, yes", "2, a-1, unknown-v1, no"],
        ["pot, 1"]);

    [Fact]
    public async Task Operations_of_one_fact_take_effect_together_or_not_at_all() => await ShouldStand(
        Of((new Stocked("cup", 5), 1), (new Moved("cup", "nowhere", 2), 2)),
        [$"2, customer-{Id<CustomerId>(2).Value:D}, unknown-v1, yes"],
        ["cup, 5"]);

    [Fact]
    public async Task What_a_parked_fact_would_have_added_to_a_journal_is_not_there() => await ShouldStand(
        Of((new Stocked("cup", 5), 1), (new Slipped("pot", 1), 2), (new Slipped("cup", 2), 3)),
        [$"2, customer-{Id<CustomerId>(2).Value:D}, unknown-v1, yes"],
        ["cup, 4"], "2, cup");

    [Fact]
    public async Task A_row_that_a_journal_already_has_is_refused_and_its_fact_parked() => await ShouldStand(
        Of((new Stocked("cup", 5), 1), (new Slipped("cup", 1), 2), (new Slipped("cup", 1), 3)),
        [$"3, customer-{Id<CustomerId>(3).Value:D}, unknown-v1, yes"],
        ["cup, 4"], "1, cup");

    [Fact]
    public async Task A_change_of_a_version_that_is_not_there_is_parked() => await ShouldStand(
        Of((new Stocked("cup", 5), 2), (new Discounted("cup", 1), 1)), [$"2, {Customer1}, unknown-v1, yes"], ["cup, 5"]);

    [Fact]
    public async Task A_fact_the_database_refuses_is_found_among_many_and_parked_alone()
    {
        var facts = Enumerable.Range(1, 40).Select(n => ((IFact)new Stocked(n == 23 ? "c\0p" : $"item {n:00}", n), n)).ToArray();
        foreach (var (workshop, build) in await FoldAndRebuild(Of(facts), 40))
        {
            (await workshop.Query(build, "select count(*) from item")).ShouldBe(["39"]);
            (await workshop.Query(build, Parked)).ShouldBe([$"23, customer-{Id<CustomerId>(23).Value:D}, unknown-v1, yes"]);
        }
    }

    [Fact]
    public async Task A_fact_whose_rows_cannot_be_computed_is_found_and_parked_alone()
    {
        foreach (var (workshop, build) in await FoldAndRebuild(Of((new Sold("cup", 1), 1), (new Sold("cup", 9), 2), (new Sold("cup", 2), 3)), 3))
        {
            (await workshop.Query(build, "select item, sales, count from total")).ShouldBe(["cup, 2, 3"]);
            (await workshop.Query(build, "select count(*) from sale")).ShouldBe(["2"]);
        }
    }

    [Fact]
    public async Task A_parked_customer_stays_parked_for_the_next_worker()
    {
        var build = await Fold(Of((new Moved("cup", "pot", 1), 1), (new Stocked("cup", 1), 1), (new Stocked("pot", 1), 1)), 1);
        var checkpoint = await (await Workshop.Shared).Checkpoint(build);
        checkpoint.ShouldBe(checkpoint with { Ordinal = 3, Applied = 0, NotConcerned = 0, Parked = 3 });
    }

    [Fact]
    public async Task More_than_a_hundred_parked_customers_stop_the_build()
    {
        var workshop = await Workshop.Shared;
        var build = await workshop.Rebuild(() => new Shelf(), []);
        var folding = await workshop.TakeUp(build, () => new Shelf());
        var given = Of([.. Enumerable.Range(1, 101).Select(n => ((IFact)new Moved("cup", "pot", 1), n))]);
        await workshop.Advance([.. given.Facts.Take(100)], folding);
        await Should.ThrowAsync<BuildFaultedException>(() => workshop.Advance([given.Facts[100]], folding));
        (await workshop.Checkpoint(build)).Parked.ShouldBe(100);
    }

    private static async Task ShouldStand(Given given, string[] parked, string[] items, params string[] slips)
    {
        var workshop = await Workshop.Shared;
        foreach (var build in new[] { await workshop.Rebuild(() => new Shelf(), given.Facts), await Fold(given, 1), await Fold(given, 7) })
        {
            (await workshop.Query(build, Parked)).ShouldBe(parked);
            (await workshop.Query(build, Items)).ShouldBe(items);
            (await workshop.Query(build, "select number, item from slip order by number")).ShouldBe(slips);
            (await workshop.Checkpoint(build)).Balances.ShouldBeTrue();
        }
    }

    private static async Task<(Workshop, Build)[]> FoldAndRebuild(Given given, int size)
    {
        var workshop = await Workshop.Shared;
        return [(workshop, await Fold(given, size)), (workshop, await workshop.Rebuild(() => new Shelf(), given.Facts))];
    }

    private static async Task<Build> Fold(Given given, int size) => await (await Workshop.Shared).FoldLive(() => new Shelf(), [.. given.Facts.Chunk(size)]);

    private static Given Of(params (IFact Fact, int Customer)[] facts) => facts.Aggregate(
        new Given(), (given, told) => given.Fact(new($"shelf-{told.Customer}"), told.Fact, Id<CustomerId>(told.Customer)));
}
