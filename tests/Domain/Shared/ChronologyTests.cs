using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.Domain.Tests.Shared;

public sealed class ChronologyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly IFact Won = new DealWon(new(10, "EUR"));
    private static readonly IFact Paid = new DealPaid(new(10, "EUR"), true);

    [Fact]
    public void The_first_fact_of_a_stream_may_have_any_date() =>
        new Chronology().Check(Won, DateTimeOffset.MinValue).ShouldBeNull();

    [Fact]
    public void A_change_may_have_the_instant_of_the_previous_one() =>
        new Chronology().After(Won, Noon).Check(Won, Noon).ShouldBeNull();

    [Fact]
    public void A_change_dated_before_the_previous_one_is_refused_and_told_its_date()
    {
        var refusal = new Chronology().After(Won, Noon).Check(Won, Noon.AddTicks(-10)).ShouldNotBeNull();

        refusal.Code.ShouldBe("dated-before-last-change");
        refusal.Sentence.ShouldContain("2026-03-02 12:00:00.000000Z");
        refusal.Sentence.ShouldContain("2026-03-02 11:59:59.999999Z");
    }

    [Fact]
    public void Instants_are_compared_whatever_their_offset()
    {
        var there = new DateTimeOffset(2026, 3, 2, 13, 0, 0, TimeSpan.FromHours(2));

        new Chronology().After(Won, Noon).Check(Won, there).ShouldNotBeNull();
        new Chronology().After(Won, there).Check(Won, Noon).ShouldBeNull();
    }

    [Fact]
    public void A_fact_that_commutes_may_be_dated_before_a_change() =>
        new Chronology().After(Won, Noon).Check(Paid, Noon.AddDays(-1)).ShouldBeNull();

    [Fact]
    public void A_fact_that_commutes_holds_no_change_back() =>
        new Chronology().After(Won, Noon).After(Paid, Noon.AddDays(1)).Check(Won, Noon).ShouldBeNull();

    [Fact]
    public void Changes_pass_exactly_when_none_before_them_is_later() =>
        Prop.ForAll(Gen.Choose(0, 5).ArrayOf().ToArbitrary(), days =>
        {
            var chronology = new Chronology();
            var latest = int.MinValue;
            foreach (var day in days)
            {
                (chronology.Check(Won, Noon.AddDays(day)) is null).ShouldBe(day >= latest);
                latest = Math.Max(latest, day);
                chronology = chronology.After(Won, Noon.AddDays(day));
            }
        }).QuickCheckThrowOnFailure();
}
