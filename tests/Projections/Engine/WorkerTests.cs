using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class WorkerTests
{
    private static readonly ProjectionSource Source = RunningWorker.Shelves;

    [Fact]
    public async Task A_worker_builds_what_is_missing_and_keeps_it_current()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 5).Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        log.Add(Sales(1, 9).Facts.Skip(5));
        await worker.Reaches(9);
        (await worker.Total()).ShouldBe("9 sold in 9 sales");
    }

    [Fact]
    public async Task Another_worker_goes_on_where_one_has_left()
    {
        var workshop = await Workshop.New();
        var logs = new[] { new GivenLog(Sales(1, 5).Facts, 2), new GivenLog(Sales(1, 5).Facts, 2) };
        var first = new RunningWorker(workshop, logs[0]);
        await first.Reaches(5);
        await using var second = new RunningWorker(workshop, logs[1]);
        foreach (var log in logs) log.Add(Sales(1, 8).Facts.Skip(5));
        await second.Reaches(8);
        await first.DisposeAsync();
        logs[1].Add(Sales(1, 12).Facts.Skip(8));
        await second.Reaches(12);
        (await second.Total()).ShouldBe("12 sold in 12 sales");
    }

    [Fact]
    public async Task A_worker_that_was_overtaken_begins_again_from_what_is_committed()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 5).Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        var build = await worker.LiveBuild();
        await workshop.Advance([Sales(1, 6).Facts[5]], await workshop.TakeUp(build, () => new Shelf()));
        log.Add(Sales(1, 7).Facts.Skip(5));
        await worker.Reaches(7);
        (await worker.Total()).ShouldBe("7 sold in 7 sales");
    }

    [Fact]
    public async Task A_worker_that_slept_through_the_loss_of_its_lease_is_stopped_and_doubles_nothing()
    {
        var workshop = await Workshop.Shared;
        var facts = Sales(1, 4).Facts;
        var build = await workshop.Rebuild(() => new Shelf(), []);
        var (stale, quick) = (await workshop.TakeUp(build, () => new Shelf()), await workshop.TakeUp(build, () => new Shelf()));
        await workshop.Advance([.. facts.Take(2)], quick);
        await Should.ThrowAsync<LeaseLostException>(() => workshop.Advance(facts, stale));
        (await workshop.Checkpoint(build)).Ordinal.ShouldBe(2);
        (await workshop.Query(build, "select count from total")).ShouldBe(["2"]);
        await workshop.Advance(facts, quick);
        (await workshop.Query(build, "select count from total")).ShouldBe(["4"]);
    }

    [Fact]
    public async Task Builds_that_advance_together_are_level_or_unmoved()
    {
        var workshop = await Workshop.Shared;
        var facts = Sales(1, 4).Facts;
        var (one, other) = (await workshop.Rebuild(() => new Shelf(), []), await workshop.Rebuild(() => new Shelf(), []));
        var (mine, behind) = (await workshop.TakeUp(one, () => new Shelf()), await workshop.TakeUp(other, () => new Shelf()));
        await workshop.Advance([facts[0]], await workshop.TakeUp(other, () => new Shelf()));
        await Should.ThrowAsync<LeaseLostException>(() => workshop.Advance(facts, mine, behind));
        (await workshop.Checkpoint(one)).Ordinal.ShouldBe(0);
        (await workshop.Query(one, "select count(*) from total")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_rebuilt_projection_is_published_once_level_and_the_replaced_build_is_dropped_in_time()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 5).Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        log.Add(Sales(1, 6).Facts.Skip(5));
        await worker.Reaches(6);
        var before = (await worker.Live())!;
        var candidate = (await new Builder(log, workshop.Database).Build([Source], BuildSettings.Default, publish: true, CancellationToken.None))[0];
        log.Add(Sales(1, 7).Facts.Skip(6));
        await worker.Until(async () => await worker.Live() == candidate.Name);
        await worker.Reaches(7);
        (await worker.Total()).ShouldBe("7 sold in 7 sales");
        (await worker.Schemas()).ShouldBe($"{before}, {candidate.Name}");
        await worker.LetFormerBuildsAge();
        await worker.Until(async () => await worker.Schemas() == candidate.Name);
    }

    [Fact]
    public async Task A_build_in_the_making_is_left_alone_by_the_worker()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 5).Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        log.Add(Sales(1, 6).Facts.Skip(5));
        await worker.Reaches(6);
        await using var connection = await workshop.Database.OpenConnectionAsync();
        var building = await Control.Add(connection, new Shelf(), "", BuildSettings.Default, publish: false, CancellationToken.None);
        var candidate = (await new Builder(log, workshop.Database).Build([Source], BuildSettings.Default, publish: true, CancellationToken.None))[0];
        await worker.Until(async () => await worker.Live() == candidate.Name);
        (await Control.Builds(connection, null, CancellationToken.None)).ShouldContain(known => known.Build.Name == building.Name);
    }

    [Fact]
    public async Task A_rebuild_that_was_asked_for_is_published_by_a_worker_that_begins_meanwhile()
    {
        var workshop = await Workshop.New();
        var held = new HeldLog(new GivenLog(Sales(1, 5).Facts, 2));
        var asked = new Builder(held, workshop.Database).Build([Source], BuildSettings.Default, publish: true, CancellationToken.None);
        await held.IsRead;
        await using var worker = new RunningWorker(workshop, new GivenLog(Sales(1, 5).Facts, 2));
        held.Release();
        var candidate = (await asked)[0];
        await worker.Until(async () => await worker.Live() == candidate.Name);
        (await worker.Total()).ShouldBe("5 sold in 5 sales");
    }

    [Fact]
    public async Task A_build_whose_builder_has_gone_is_made_by_the_next_worker()
    {
        var workshop = await Workshop.New();
        await using var connection = await workshop.Database.OpenConnectionAsync();
        var left = await Control.Add(connection, new Shelf(), "", BuildSettings.Default, publish: true, CancellationToken.None);
        await using var worker = new RunningWorker(workshop, new GivenLog(Sales(1, 5).Facts, 2));
        await worker.Reaches(5);
        (await worker.Live()).ShouldBe(left.Name);
    }

    [Fact]
    public async Task A_projection_that_stops_says_so_as_soon_as_the_database_takes_it()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 5).Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        await worker.RefuseNextFaults(2);
        var facts = Enumerable.Range(1, 101).Aggregate(Sales(1, 5), (given, n) => given.Fact(new($"shelf-{n}"), new Moved("cup", "pot", 1), Given.Id<CustomerId>(n)));
        log.Add(facts.Facts.Skip(5));
        await worker.Until(async () => await worker.States() == "faulted");
    }

    [Fact]
    public async Task A_session_killed_between_its_writes_and_their_commit_loses_nothing()
    {
        var workshop = await Workshop.New();
        var log = new GivenLog(Sales(1, 2).Facts, 1);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(2);
        await worker.KillNextCommits(2);
        for (var sold = 3; sold <= 10; sold++)
        {
            log.Add(Sales(1, sold).Facts.Skip(sold - 1));
            await worker.Reaches(sold);
        }
        (await worker.Killed()).ShouldBe(2);
        (await worker.Total()).ShouldBe("10 sold in 10 sales");
    }

    /// <summary>The counting outlives the session: what it had written is written again.</summary>
    [Fact]
    public async Task A_session_that_ends_in_the_middle_of_copying_many_rows_leaves_none_of_them_behind()
    {
        const int Arrivals = 400, Dead = 250;
        var workshop = await Workshop.New();
        var given = Enumerable.Range(1, Arrivals).Aggregate(Sales(1, 1), (told, n) => told.Fact(new($"shelf-{n}"), new Arrived($"cup {n}", 5), Given.Id<CustomerId>(n)));
        var log = new GivenLog(given.Facts.Take(1), Arrivals);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(1);
        await worker.KillWhoHasCopied(Dead);
        log.Add(given.Facts.Skip(1));
        await worker.Reaches(1 + Arrivals);
        (await worker.Copied()).ShouldBe(Dead + Arrivals);
        (await worker.Ask($"select count(*) || ' of ' || sum(count) from \"{await worker.Live()}\".item")).ShouldBe($"{Arrivals} of {5 * Arrivals}");
    }

    private static Given Sales(int shelf, int count) => Enumerable.Range(0, count)
        .Aggregate(new Given(), (given, _) => given.Fact(new($"shelf-{shelf}"), new Sold("cup", 1), Given.Id<CustomerId>(shelf)));
}
