using System.Diagnostics;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Projections.Tests.Engine;

/// <summary>Builds beside the live one: asked for, paused, frozen, given up, failing, published and taken back.</summary>
public sealed class BuildTests
{
    private static readonly StreamName Asked = new("build-shelf");

    /// <summary>Under the second definition of stages nothing but single pieces may be sold.</summary>
    private static readonly ProjectionSource Defined = new(settings => new Shelf(settings.DefinitionOf("stage").Version == 2 ? 1 : int.MaxValue), "stage");

    [Fact]
    public async Task A_build_that_is_asked_for_is_made_and_advances_with_the_live_one_until_it_is_given_up()
    {
        var (workshop, given) = (await Workshop.New(), Sales(5));
        var log = new GivenLog(given.Facts, 2);
        await using var worker = new RunningWorker(workshop, log);
        await worker.Reaches(5);
        Tell(log, given, Asked, Request("shelf_r1"));
        await worker.Until(async () => await State(worker, "shelf_r1") == "candidate");
        Tell(log, given, new("shelf-1"), new Sold("cup", 2));
        await worker.Reaches(7);
        (await worker.Ask("select count(distinct ordinal) || ' of ' || count(*) from control.checkpoint")).ShouldBe("1 of 2");
        Tell(log, given, Asked, new BuildRetired("shelf_r1", "enough"));
        await worker.Until(async () => await State(worker, "shelf_r1") == "retired");
        (await worker.Schemas()).ShouldBe(await worker.Live());
    }

    [Fact]
    public async Task A_paused_build_is_written_down_and_goes_on_from_there()
    {
        var (workshop, facts) = (await Workshop.New(), Among(Sales(9)));
        var held = new HeldLog(new GivenLog(facts, 3));
        var build = await Enter(workshop, "shelf_r1");
        var making = Make(workshop, held, build);
        await held.IsRead;
        await Pause(workshop, build, true);
        held.Release();
        await making;

        var stopped = await workshop.Checkpoint(build);
        stopped.Ordinal.ShouldBeInRange(1, 17);
        stopped.Position.ShouldBe(LogPosition.At(stopped.Ordinal));
        stopped.Balances.ShouldBeTrue();
        stopped.Hash.ShouldBe(facts.Take((int)stopped.Ordinal).Aggregate(RunningHash.Start, (hash, fact) => RunningHash.Next(hash, fact)));
        (await StateOf(workshop, build)).ShouldBe(BuildState.Building);
        (await workshop.Query(build, "select sum(count) from sale")).ShouldBe([$"{stopped.Applied}"]);

        await Pause(workshop, build, false);
        await Make(workshop, new GivenLog(facts, 3), build);
        (await StateOf(workshop, build)).ShouldBe(BuildState.Candidate);
        (await workshop.Everything(build, new Shelf())).ShouldBe(await workshop.Everything(await workshop.Rebuild(() => new Shelf(), facts), new Shelf()));
        var whole = await workshop.Checkpoint(build);
        (whole.Applied, whole.NotConcerned, whole.Ordinal).ShouldBe((9, 9, 18));
    }

    [Fact]
    public async Task A_build_that_is_to_go_slowly_does_so_however_large_the_pages_of_the_log_are()
    {
        var (workshop, facts) = (await Workshop.New(), Sales(9).Facts);
        var build = (await Enter(workshop, "shelf_r1")) with { FactsPerSecond = 20 };
        var begun = Stopwatch.GetTimestamp();
        await new Builder(new GivenLog(facts, 9), workshop.Database) { LookEvery = TimeSpan.FromMilliseconds(20) }.Make([Making(build)], CancellationToken.None);
        Stopwatch.GetElapsedTime(begun).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(9 / 20.0));
        (await StateOf(workshop, build)).ShouldBe(BuildState.Candidate);
    }

    [Fact]
    public async Task A_frozen_build_holds_what_was_known_at_its_position_though_it_shares_its_scan()
    {
        var (workshop, facts) = (await Workshop.New(), Sales(9).Facts);
        var (frozen, open) = (await Enter(workshop, "shelf_r1", LogPosition.At(4)), await Enter(workshop, "shelf_r2"));
        await Make(workshop, new GivenLog(facts, 3), frozen, open);
        (await StateOf(workshop, frozen)).ShouldBe(BuildState.Frozen);
        (await StateOf(workshop, open)).ShouldBe(BuildState.Candidate);
        (await workshop.Checkpoint(frozen)).Position.ShouldBe(LogPosition.At(4));
        (await workshop.Everything(frozen, new Shelf())).ShouldBe(await workshop.Everything(await workshop.Rebuild(() => new Shelf(), facts.Take(4)), new Shelf()));
        (await workshop.Checkpoint(open)).Ordinal.ShouldBe(9);
    }

    [Fact]
    public async Task A_build_given_up_in_the_making_leaves_no_table_and_the_others_go_on()
    {
        var (workshop, facts) = (await Workshop.New(), Sales(9).Facts);
        var held = new HeldLog(new GivenLog(facts, 2));
        var (lost, kept) = (await Enter(workshop, "shelf_r1"), await Enter(workshop, "shelf_r2"));
        var making = Make(workshop, held, lost, kept);
        await held.IsRead;
        await using (var connection = await workshop.Database.OpenConnectionAsync()) await Control.Retire(connection, lost.Name, CancellationToken.None);
        held.Release();
        await making;
        (await StateOf(workshop, lost)).ShouldBe(BuildState.Retired);
        (await StateOf(workshop, kept)).ShouldBe(BuildState.Candidate);
        (await workshop.Query(kept, "select string_agg(nspname, ',') from pg_namespace where nspname like 'shelf%'")).ShouldBe(["shelf_r2"]);
    }

    [Fact]
    public async Task A_candidate_that_fails_stops_neither_its_scan_nor_the_live_build()
    {
        var (workshop, given) = (await Workshop.New(), Sales(3));
        for (var customer = 1; customer <= 101; customer++) given.Fact(new($"shelf-{customer + 1}"), new Sold("pot", 2), Given.Id<CustomerId>(customer));
        var log = new GivenLog(given.Facts, 50);
        await using var worker = new RunningWorker(workshop, log, Defined);
        await worker.Reaches(104);
        Tell(log, given, Definitions, Propose);
        Tell(log, given, Asked, Request("shelf_r1", 2));
        await worker.Until(async () => await State(worker, "shelf_r1") == "faulted");
        Tell(log, given, new("shelf-1"), new Sold("cup", 2));
        await worker.Reaches(107);
        (await State(worker, (await worker.Live())!)).ShouldBe("live");
    }

    [Fact]
    public async Task Of_builds_that_advance_together_the_one_that_fails_leaves_the_others()
    {
        var (workshop, given) = (await Workshop.New(), Sales(3));
        var log = new GivenLog(given.Facts, 50);
        await using var worker = new RunningWorker(workshop, log, Defined);
        await worker.Reaches(3);
        Tell(log, given, Definitions, Propose);
        Tell(log, given, Asked, Request("shelf_r1", 2));
        await worker.Until(async () => await State(worker, "shelf_r1") == "candidate");
        for (var customer = 1; customer <= 101; customer++) given.Fact(new($"shelf-{customer + 1}"), new Sold("pot", 2), Given.Id<CustomerId>(customer));
        log.Add(given.Facts.Skip(5));
        await worker.Until(async () => await State(worker, "shelf_r1") == "faulted");
        await worker.Reaches(106);
    }

    [Fact]
    public async Task What_a_definition_publishes_answers_from_the_very_place_of_that_fact()
    {
        var (workshop, given) = (await Workshop.New(), Sales(3));
        var log = new GivenLog(given.Facts, 1);
        await using var worker = new RunningWorker(workshop, log, Defined);
        await worker.Reaches(3);
        var first = await worker.Live();
        Tell(log, given, Definitions, Propose);
        Tell(log, given, Asked, Request("shelf_r1", 2));
        await worker.Until(async () => await State(worker, "shelf_r1") == "candidate");
        await worker.NoteWhenLiveMoves();

        Tell(log, given, Definitions, new DefinitionPublished(2, "shelf_r1", "why"));
        await worker.Until(async () => await worker.Live() == "shelf_r1");
        Tell(log, given, new("shelf-1"), new Sold("cup", 1));
        await worker.Reaches(7);
        (await State(worker, first!)).ShouldBe("former");
        Tell(log, given, Definitions, new DefinitionRolledBack(1, "why"));
        await worker.Until(async () => await worker.Live() == first);
        (await worker.Ask("select string_agg(build || ' at ' || ordinal, ', ' order by ordinal) from moved")).ShouldBe($"shelf_r1 at 6, {first} at 8");
        (await State(worker, "shelf_r1")).ShouldBe("former");
    }

    [Fact]
    public async Task A_definition_published_without_a_build_is_built_and_then_answers()
    {
        var (workshop, given) = (await Workshop.New(), Sales(3));
        given.Fact(Definitions, Propose).Fact(Definitions, new DefinitionPublished(2, "gone_r1", "why"));
        await using var worker = new RunningWorker(workshop, new GivenLog(given.Facts, 1), Defined);
        await worker.Reaches(5);
        (await worker.Ask("select definition from control.live join control.build using (build)")).ShouldBe("stage/v2");
    }

    private static StreamName Definitions => DefinitionBooks.StreamOf("stage");

    private static DefinitionProposed Propose => new(2, StageDefinition.V1 with { LostAfterDays = 90 }, "why", default);

    private static BuildRequested Request(string name, int? version = null) => new(name, version is { } v ? new("stage", v) : null, null, null, OnDemand: false, null);

    private static Given Sales(int count) => Enumerable.Range(0, count)
        .Aggregate(new Given(), (given, _) => given.Fact(new("shelf-1"), new Sold("cup", 1), Given.Id<CustomerId>(500)));

    /// <summary>After each of the facts one that no shelf handles.</summary>
    private static IReadOnlyList<Recorded> Among(Given told) => told.Facts
        .Aggregate(new Given(), (given, fact) => given.Fact(fact.Stream, fact.Fact, fact.Customer).Fact(new("parcel-1"), UnknownFact.Instance)).Facts;

    private static void Tell(GivenLog log, Given given, StreamName stream, IFact fact)
    {
        given.Fact(stream, fact);
        log.Add([given.Facts[^1]]);
    }

    private static Task<string?> State(RunningWorker worker, string build) => worker.Ask($"select state from control.build where build = '{build}'");

    private static async Task<Build> Enter(Workshop workshop, string name, LogPosition? until = null)
    {
        var build = new Build(name, "shelf", 1, new Shelf().Shape, "", "Etc/UTC", BuildSettings.Default.TzVersion, BuildState.Building, Publish: false, null) { Until = until };
        await using var connection = await workshop.Database.OpenConnectionAsync();
        await Control.Begin(connection, build, CancellationToken.None);
        return build;
    }

    private static async Task Make(Workshop workshop, IEventLog log, params Build[] builds)
    {
        List<Making> makings = [];
        foreach (var build in builds) makings.Add(new(await workshop.TakeUp(build, () => new Shelf())));
        await new Builder(log, workshop.Database) { LookEvery = TimeSpan.Zero }.Make(makings, CancellationToken.None);
    }

    private static Making Making(Build build) => new(new(build, new Shelf(), Checkpoint.Start, []));

    private static async Task Pause(Workshop workshop, Build build, bool paused)
    {
        await using var connection = await workshop.Database.OpenConnectionAsync();
        await Control.Pause(connection, build.Name, paused, CancellationToken.None);
    }

    private static async Task<BuildState> StateOf(Workshop workshop, Build build)
    {
        await using var connection = await workshop.Database.OpenConnectionAsync();
        return (await Control.Builds(connection, "shelf", CancellationToken.None)).Single(known => known.Build.Name == build.Name).Build.State;
    }
}
