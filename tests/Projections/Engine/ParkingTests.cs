using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class ParkingTests
{
    [Fact]
    public async Task A_skipped_fact_is_left_out_of_every_build_and_those_behind_it_go_on()
    {
        var workshop = await Workshop.New();
        var given = new Given().Fact(Shelf, new Moved("cup", "pot", 1), Customer).Fact(Shelf, new Stocked("cup", 5), Customer).Fact(Shelf, new Stocked("pot", 1), Customer);
        var log = new GivenLog(given.Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(3);
        (await worker.Items()).ShouldBe("");

        log.Add([Said(given, new ParkedFactSkipped("shelf_b1", "1", "a slip"))]);
        await worker.Until(async () => await worker.Items() == "cup 5, pot 1");
        (await worker.Ask("select applied || ' applied, ' || parked || ' parked of ' || ordinal from control.checkpoint")).ShouldBe("2 applied, 1 parked of 4");
        log.Add([given.Fact(Shelf, new Moved("cup", "pot", 2), Customer).Facts[^1]]);
        await worker.Until(async () => await worker.Items() == "cup 3, pot 3");

        await new Builder(log, workshop.Database).Build([RunningWorker.Shelves], BuildSettings.Default, publish: true, CancellationToken.None);
        await worker.Until(async () => await worker.Live() != "shelf_b1");
        await worker.Until(async () => await worker.Items() == "cup 3, pot 3");
        (await worker.Ask("select string_agg(position || ' ' || skipped, ', ') from (select commit_position as position, skipped from control.parked where build = (select build from control.live)) p"))
            .ShouldBe("1 a slip");
    }

    [Fact]
    public async Task Parked_facts_are_tried_again_in_order_and_the_first_that_fails_is_named()
    {
        var workshop = await Workshop.New();
        var given = new Given().Fact(Shelf, new Stocked("cup", 5), Customer).Fact(Shelf, new Moved("cup", "pot", 1), Customer).Fact(Shelf, new Moved("cup", "jug", 1), Customer);
        var log = new GivenLog(given.Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(3);
        // Another customer's fact brings what the parked one wants.
        log.Add([given.Fact(Shelf, new Stocked("pot", 0), Given.Id<CustomerId>(2)).Facts[^1]]);
        log.Add([Said(given, new ParkedFactsRetried("shelf_b1", Key))]);
        await worker.Until(async () => await worker.Items() == "cup 4, pot 1");
        (await worker.Ask("select string_agg(commit_position || ': ' || error, ', ') from control.parked")).ShouldBe("3: There is no row jug in item to change.");

        log.Add([given.Fact(Shelf, new Stocked("jug", 0), Given.Id<CustomerId>(2)).Facts[^1]]);
        log.Add([Said(given, new ParkedFactsRetried("shelf_b1", Key))]);
        await worker.Until(async () => await worker.Items() == "cup 3, jug 1, pot 1");
        (await worker.Ask("select count(*) from control.parked")).ShouldBe("0");
        log.Add([given.Fact(Shelf, new Moved("cup", "jug", 1), Customer).Facts[^1]]);
        await worker.Until(async () => await worker.Items() == "cup 2, jug 2, pot 1");
    }

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
        Of((new Stocked("cup", 5), 1), (new Slipped("pot", 1), 2), (new Slipped("cup", 2), 1)),
        [$"2, customer-{Id<CustomerId>(2).Value:D}, unknown-v1, yes"],
        ["cup, 4"], "2, cup");

    [Fact]
    public async Task A_row_that_a_journal_already_has_is_refused_and_its_fact_parked() => await ShouldStand(
        Of((new Stocked("cup", 5), 2), (new Stocked("pot", 5), 3), (new Slipped("cup", 1), 2), (new Slipped("pot", 1), 3)),
        [$"4, customer-{Id<CustomerId>(3).Value:D}, unknown-v1, yes"],
        ["cup, 4", "pot, 5"], "1, cup");

    [Fact]
    public async Task What_begins_though_it_is_there_is_parked() => await ShouldStand(
        Of((new Stocked("cup", 5), 1), (new Stocked("pot", 1), 2), (new Arrived("cup", 3), 3)), [$"3, customer-{Id<CustomerId>(3).Value:D}, unknown-v1, yes"], ["cup, 5", "pot, 1"]);

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
    public async Task What_begins_though_the_table_has_it_is_refused_by_the_database_and_parked_alone()
    {
        var (workshop, given) = (await Workshop.Shared, Of((new Stocked("cup", 5), 1), (new Arrived("pot", 1), 2), (new Arrived("cup", 3), 3)));
        var build = await workshop.FoldLive(() => new Shelf(), [[given.Facts[0]]]);
        await workshop.Advance([.. given.Facts.Skip(1)], await workshop.TakeUp(build, () => new Shelf()));
        (await workshop.Query(build, Parked)).ShouldBe([$"3, customer-{Id<CustomerId>(3).Value:D}, unknown-v1, yes"]);
        (await workshop.Query(build, Items)).ShouldBe(["cup, 5", "pot, 1"]);
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

    private static readonly StreamName Shelf = new("shelf-1");

    private static CustomerId Customer => Given.Id<CustomerId>(1);

    private static string Key => $"customer-{Customer.Value:D}";

    private static Recorded Said(Given given, BuildFact fact) => given.Fact(new("build-shelf"), fact).Facts[^1];
}
