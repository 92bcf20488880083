using EventSourcedCrm.Domain.Customers;
using FsCheck;
using FsCheck.Fluent;
using static EventSourcedCrm.Domain.Tests.Customers.StageFacts;

namespace EventSourcedCrm.Domain.Tests.Customers;

public class DealAsPurchaseTests
{
    [Fact]
    public void A_deal_is_shipped_in_full_when_what_was_shipped_comes_to_its_amount() =>
        Shipped(Won(1, 100), Part(3, 60), Part(5, 40), Part(9, 5)).ShouldBe(["5: 100 on 5"]);

    [Fact]
    public void A_cent_short_is_not_in_full() =>
        Shipped(Won(1, 100), Part(3, 99.99m)).ShouldBeEmpty();

    [Fact]
    public void A_part_that_says_nothing_more_will_follow_completes_whatever_it_is_worth() =>
        Shipped(Won(1, 100), Part(3, 60), Part(5, 1, complete: true)).ShouldBe(["5: 100 on 5"]);

    [Fact]
    public void What_was_shipped_before_the_win_counts_from_the_win_on() =>
        Shipped(Part(1, 100), Won(4, 100)).ShouldBe(["4: 100 on 4"]);

    [Fact]
    public void An_amount_corrected_down_to_what_was_shipped_completes_the_purchase_from_the_correction_on() =>
        Shipped(Won(1, 100), Part(3, 60), Corrected(7, "a", amount: 60)).ShouldBe(["7: 60 on 3"]);

    [Fact]
    public void An_amount_corrected_up_undoes_the_purchase_until_the_rest_is_shipped() =>
        Shipped(Won(1, 100), Part(3, 100), Corrected(7, "a", amount: 150), Part(9, 50)).ShouldBe(["3: 100 on 3", "7: -", "9: 150 on 9"]);

    [Fact]
    public void An_amount_corrected_up_after_the_last_part_changes_the_amount_alone() =>
        Shipped(Won(1, 100), Part(3, 10, complete: true), Corrected(7, "a", amount: 150)).ShouldBe(["3: 100 on 3", "7: 150 on 3"]);

    [Fact]
    public void A_reopened_deal_is_no_purchase_and_won_again_needs_nothing_shipped_again() =>
        Shipped(Won(1, 100), Part(3, 100), Reopened(5, "a"), new StageInput.Won(Day(8), "deal-a", 4, 90)).ShouldBe(["3: 100 on 3", "5: -", "8: 90 on 8"]);

    [Fact]
    public void A_deal_won_for_nothing_owes_nothing() =>
        Shipped(Won(1, 0)).ShouldBe(["1: 0 on 1"]);

    [Fact]
    public void Payments_are_no_shipments()
    {
        StageInput[] facts = [Won(1, 100), Part(3, 100, what: PurchaseMoment.Paid)];
        Shipped(facts).ShouldBeEmpty();
        Over(facts, PurchaseMoment.Paid).ShouldBe(["3: 100 on 3"]);
        Over(facts, PurchaseMoment.Won).ShouldBe(["1: 100 on 1"]);
    }

    [Fact]
    public void A_customer_becomes_one_when_the_deal_is_shipped_in_full()
    {
        var definition = StageDefinition.V1 with { PurchaseIs = PurchaseMoment.Shipped };
        StageInput[] facts = [Registered(0), Won(1, 100), Part(3, 60), Part(5, 40), Corrected(7, "a", amount: 150)];

        var timeline = StageTimeline.Of(facts, definition, NodaTime.DateTimeZone.Utc);

        timeline.Story().ShouldBe(["0 potential, new", "5 potential → one-time, up", "7 one-time → potential, down"]);
        timeline.Transitions.Skip(1).Select(t => t.Because).ShouldBe(["first purchase on 2026-01-06", "a purchase was corrected: no purchase stands"]);
        timeline.Transitions[1].Cause.ShouldBe(facts[3]);
    }

    [Fact]
    public void What_counts_at_an_instant_is_what_the_words_say_in_any_order_of_arrival() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(30),
        Prop.ForAll(StageHistory.Any, ArbMap.Default.ArbFor<int>(), (history, seed) =>
        {
            var facts = history.Facts.Where(fact => fact.Stream.StartsWith("deal-", StringComparison.Ordinal)).Select(fact => fact with { Stream = "deal-1" }).ToArray();
            new Random(seed).Shuffle(facts);
            foreach (var moment in Enum.GetValues<PurchaseMoment>())
            {
                var versions = DealAsPurchase.OverTime([.. facts, .. facts.Take(1)], moment);
                foreach (var instant in facts.Select(fact => fact.At))
                    versions.LastOrDefault(version => version.From <= instant).Purchase.ShouldBe(
                        StageSecondOpinion.Stands(facts.Where(fact => fact.At <= instant), moment) is { } stands ? new Purchase(stands.At, stands.Amount!.Value) : null);
            }
        }));

    private static StageInput Won(double day, decimal amount) => Bought(day, amount, "a");

    private static StageInput Part(double day, decimal amount, bool complete = false, PurchaseMoment what = PurchaseMoment.Shipped) =>
        new StageInput.Delivered(Day(day), "deal-a", 3, what, amount, complete);

    private static IEnumerable<string> Shipped(params StageInput[] facts) => Over(facts, PurchaseMoment.Shipped);

    private static IEnumerable<string> Over(StageInput[] facts, PurchaseMoment moment) => DealAsPurchase.OverTime(facts, moment)
        .Select(version => $"{Days(version.From)}: {(version.Purchase is { } p ? $"{p.Amount} on {Days(p.At)}" : "-")}");

    private static double Days(DateTimeOffset at) => (at - Day(0)).TotalDays;
}
