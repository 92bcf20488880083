using EventSourcedCrm.Domain.Customers;
using FsCheck;
using FsCheck.Fluent;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class StageTimelineProperties
{
    [Fact]
    public void Any_order_of_arrival_gives_the_same_timeline() => ForAll((history, random) =>
    {
        var shuffled = history.Facts.ToArray();
        random.Shuffle(shuffled);
        ShouldBeSame((history with { Facts = shuffled }).Timeline, history.Timeline);
    });

    [Fact]
    public void Reckoning_again_or_meeting_a_fact_twice_gives_the_same_timeline() => ForAll((history, random) =>
    {
        ShouldBeSame(history.Timeline, history.Timeline);
        var twice = history with { Facts = [.. history.Facts, history.Facts[random.Next(history.Facts.Count)]] };
        ShouldBeSame(twice.Timeline, history.Timeline);
    });

    [Fact]
    public void A_timeline_cut_at_an_instant_is_the_timeline_of_the_facts_up_to_it() => ForAll((history, _) =>
    {
        foreach (var instant in Probes(history))
        {
            var upTo = history with { Facts = [.. history.Facts.Where(fact => fact.At <= instant)] };
            ShouldBeSame(upTo.Timeline.CutAt(instant), history.Timeline.CutAt(instant));
        }
    });

    [Fact]
    public void What_is_in_force_is_what_the_definitions_words_say() => ForAll((history, _) =>
    {
        var intervals = history.Timeline.Intervals;
        foreach (var instant in Probes(history))
        {
            var found = intervals.LastOrDefault(i => i.ValidFrom <= instant);
            (found is null ? ((Standing, StageBasis, Standing)?)null : (found.InForce, found.Basis, found.Rule))
                .ShouldBe(new StageSecondOpinion(history, instant).State(), $"at {instant:O}");
        }
    });

    [Fact]
    public void Intervals_are_contiguous_from_the_registration_on_and_the_last_is_open() => ForAll((history, _) =>
    {
        var intervals = history.Timeline.Intervals;
        intervals[0].ValidFrom.ShouldBe(history.Facts.OfType<StageInput.Registered>().Single().At);
        intervals[^1].ValidTo.ShouldBeNull();
        intervals.Zip(intervals.Skip(1)).ShouldAllBe(pair => pair.First.ValidTo == pair.Second.ValidFrom);
        intervals.ShouldAllBe(i => i.ValidTo == null || i.ValidFrom <= i.ValidTo);
    });

    [Fact]
    public void Transitions_are_the_changes_of_what_is_in_force_and_never_repeat_a_stage() => ForAll((history, _) =>
    {
        var intervals = history.Timeline.Intervals;
        var changes = intervals.Where((now, n) => n == 0 || now.InForce != intervals[n - 1].InForce)
            .Select(now => (now.ValidFrom, now.InForce, now.Basis));
        history.Timeline.Transitions.Select(t => (t.At, t.To, t.Basis)).ShouldBe(changes);

        Standing? before = null;
        foreach (var transition in history.Timeline.Transitions)
        {
            transition.From.ShouldBe(before);
            ((Standing?)transition.To).ShouldNotBe(before);
            transition.Arrow.ShouldBe(Arrow(history.Definition.Rank, before, transition.To));
            transition.Returned.ShouldBe(before == Standing.Lost);
            transition.Because.ShouldNotBeNullOrWhiteSpace();
            before = transition.To;
        }
    });

    private static StageArrow Arrow(StageRanks rank, Standing? from, Standing to) =>
        from is not { } before ? StageArrow.New : rank.Of(to) > rank.Of(before) ? StageArrow.Up : StageArrow.Down;

    private static void ForAll(Action<StageHistory, Random> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(40),
        Prop.ForAll(StageHistory.Any, ArbMap.Default.ArbFor<int>(), (history, seed) => property(history, new Random(seed))));

    private static void ShouldBeSame(StageTimeline timeline, StageTimeline other)
    {
        timeline.Transitions.ShouldBe(other.Transitions);
        timeline.Intervals.ShouldBe(other.Intervals);
    }

    /// <summary>Every instant at which something may change, with the microsecond before and the one after.</summary>
    private static IEnumerable<DateTimeOffset> Probes(StageHistory history)
    {
        var named = history.Facts.SelectMany(fact => fact switch
        {
            StageInput.Won f => [f.At, f.WonAt],
            StageInput.WinCorrected { WonAt: { } at } f => [f.At, at],
            StageInput.OverrideSet { Until: { } end } f => [f.At, end],
            _ => (DateTimeOffset[])[fact.At],
        });
        return named.SelectMany(at => (DateTimeOffset[])[at, at.AddDays(history.Definition.LostAfterDays)])
            .Concat(history.Timeline.Intervals.Select(i => i.ValidFrom))
            .SelectMany(at => (DateTimeOffset[])[at - Microsecond, at, at + Microsecond])
            .Distinct();
    }
}
