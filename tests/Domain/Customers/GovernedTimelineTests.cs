using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class GovernedTimelineTests
{
    private static readonly GoverningStages First = new(DateTimeOffset.MinValue, new("stage", 1), StageDefinition.V1);
    private static readonly StageDefinition After90 = StageDefinition.V1 with { LostAfterDays = 90 };

    [Fact]
    public void While_nothing_else_is_published_it_is_the_first_definitions_own_timeline() =>
        Told([], Registered(0), Bought(1)).ShouldBe(["0 potential, v1", "1 potential → one-time, v1", "181 one-time → lost, v1"]);

    [Fact]
    public void A_definition_governs_from_its_publication_on_with_one_change_at_that_instant() =>
        Told([After(100, After90)], Registered(0), Bought(1), Bought(5)).ShouldBe(
            ["0 potential, v1", "1 potential → one-time, v1", "5 one-time → regular-z, v1", "100 regular-z → lost, v2"]);

    [Fact]
    public void Time_goes_on_by_the_definition_that_governs() =>
        Told([After(50, After90)], Registered(0), Bought(1)).ShouldBe(["0 potential, v1", "1 potential → one-time, v1", "91 one-time → lost, v2"]);

    [Fact]
    public void Going_back_is_one_change_again() =>
        Told([After(100, After90), First with { From = Day(120) }], Registered(0), Bought(1)).ShouldBe(
            ["0 potential, v1", "1 potential → one-time, v1", "100 one-time → lost, v2", "120 lost → one-time, v1", "181 one-time → lost, v1"]);

    [Fact]
    public void A_fact_that_turns_up_late_is_judged_by_the_definition_of_its_own_time() =>
        Told([After(300, After90)], Registered(0), Bought(1), Bought(120)).ShouldBe(
            ["0 potential, v1", "1 potential → one-time, v1", "120 one-time → regular-z, v1", "300 regular-z → lost, v2"]);

    [Fact]
    public void What_happens_at_the_very_instant_is_that_facts_doing_under_the_new_definition()
    {
        var told = Timeline([After(5, After90)], Registered(0), Bought(5));
        told.Select(Show).ShouldBe(["0 potential, v1", "5 potential → one-time, v2", "95 one-time → lost, v2"]);
        told[1].Because.ShouldBe("first purchase on 2026-01-06");
    }

    [Fact]
    public void Who_is_registered_at_the_very_instant_is_told_once() =>
        Told([After(0, After90)], Registered(0), Bought(0)).ShouldBe(["0 one-time, v2", "90 one-time → lost, v2"]);

    [Fact]
    public void Of_two_published_at_one_instant_the_later_governs() =>
        Told([After(100, After90), First with { From = Day(100) }], Registered(0), Bought(1)).ShouldBe(Told([First with { From = Day(100) }], Registered(0), Bought(1)));

    [Fact]
    public void An_override_in_force_is_left_alone() =>
        Told([After(100, After90)], Registered(0), Bought(1), Overridden(2, Standing.Regular(StageClass.X))).Last().ShouldBe("2 one-time → regular-x, v1");

    [Fact]
    public void The_change_says_which_definition_took_over_and_why_the_stage_is_what_it_is()
    {
        var change = Timeline([After(100, After90)], Registered(0), Bought(1))[^1];
        change.Because.ShouldBe("stage/v2 took over from stage/v1: no purchase for 90 days since 2026-01-02");
        (change.Arrow, change.Basis).ShouldBe((StageArrow.Down, StageBasis.Rule));
    }

    [Fact]
    public void Its_arrow_goes_by_the_ranks_of_the_new_definition()
    {
        var upsideDown = After90 with { Rank = new(Lost: 9, Potential: 1, OneTime: 2, RegularZ: 3, RegularY: 4, RegularX: 5) };
        Timeline([After(100, upsideDown)], Registered(0), Bought(1))[^1].Arrow.ShouldBe(StageArrow.Up);
    }

    [Fact]
    public void What_was_told_at_an_instant_is_what_the_definition_that_governs_then_has_in_force() => ForAll((history, governing) =>
    {
        var steps = GovernedTimeline.Of(history.Facts, governing, history.Zone);
        foreach (var instant in history.Facts.Select(fact => fact.At).Concat(governing.Skip(1).Select(g => g.From)).Concat(steps.Select(step => step.At))
            .SelectMany(at => (DateTimeOffset[])[at - Microsecond, at, at + Microsecond]).Distinct())
        {
            var governs = governing.Last(g => g.From <= instant);
            var told = steps.LastOrDefault(step => step.At <= instant);
            (told?.To.ToString()).ShouldBe((history with { Definition = governs.Definition }).Timeline.StandsAt(instant), $"at {instant:O}");
        }
    });

    [Fact]
    public void Steps_follow_one_another_each_by_the_definition_that_governs_and_one_at_most_where_one_takes_over() => ForAll((history, governing) =>
    {
        Standing? before = null;
        var steps = GovernedTimeline.Of(history.Facts, governing, history.Zone);
        foreach (var step in steps)
        {
            step.From.ShouldBe(before);
            ((Standing?)step.To).ShouldNotBe(before);
            step.Definition.ShouldBe(governing.Last(g => g.From <= step.At).Id);
            before = step.To;
        }
        steps.Select(step => step.At).ShouldBeInOrder();
        governing.Skip(1).ShouldAllBe(g => steps.Count(step => step.At == g.From) <= 1);
    });

    [Fact]
    public void Publishing_changes_nothing_before_it() => ForAll((history, governing) =>
    {
        for (var n = 1; n < governing.Count; n++)
            GovernedTimeline.Of(history.Facts, [.. governing.Take(n)], history.Zone).Where(step => step.At < governing[n].From)
                .ShouldBe(GovernedTimeline.Of(history.Facts, governing, history.Zone).Where(step => step.At < governing[n].From));
    });

    private static void ForAll(Action<StageHistory, IReadOnlyList<GoverningStages>> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(40),
        Prop.ForAll(StageHistory.Any, ArbMap.Default.ArbFor<int>(), (history, seed) => property(history, Governing(history, new Random(seed)))));

    /// <summary>Published at random instants, or at those of facts.</summary>
    private static List<GoverningStages> Governing(StageHistory history, Random random)
    {
        var instants = Enumerable.Range(0, random.Next(4))
            .Select(_ => random.Next(2) == 0 ? history.Facts[random.Next(history.Facts.Count)].At : Day(random.Next(600))).Order();
        var definitions = StageHistory.Definitions;
        return [new(DateTimeOffset.MinValue, new("stage", 1), definitions[0]),
            .. instants.Select(at => random.Next(definitions.Count)).Zip(instants).Select(pair => new GoverningStages(pair.Second, new("stage", 1 + pair.First), definitions[pair.First]))];
    }

    private static GoverningStages After(double day, StageDefinition definition) => new(Day(day), new DefinitionId("stage", 2), definition);

    private static IReadOnlyList<StageStep> Timeline(GoverningStages[] later, params StageInput[] facts) =>
        GovernedTimeline.Of(facts, [First, .. later], DateTimeZone.Utc);

    private static IEnumerable<string> Told(GoverningStages[] later, params StageInput[] facts) => Timeline(later, facts).Select(Show);

    private static string Show(StageStep step) =>
        $"{(step.At - Day(0)).TotalDays} {(step.From is { } from ? $"{from} → " : "")}{step.To}, v{step.Definition.Version}";
}
