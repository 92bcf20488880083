using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using static EventSourcedCrm.Tests.Api.Story;

namespace EventSourcedCrm.Tests.Api.Customers;

/// <summary>Everything a definition of the stages can say is honoured by the reports read under it.</summary>
public sealed class StageDefinitionTests
{
    [Theory]
    [InlineData(PurchaseMoment.Won, "0 potential, 1 one-time, 181 lost")]
    [InlineData(PurchaseMoment.Shipped, "0 potential, 5 one-time, 8 potential, 9 one-time, 189 lost")]
    [InlineData(PurchaseMoment.Paid, "0 potential, 4 one-time, 184 lost")]
    public async Task A_purchase_is_a_deal_won_or_shipped_or_paid_in_full(PurchaseMoment purchaseIs, string changes)
    {
        await using var rig = await Under(StageDefinition.V1 with { PurchaseIs = purchaseIs }, new Story().Registered(1, 0)
            .Deal(1, 1, 1, Opened(), new DealWon(Eur(100)))
            .Deal(1, 1, 5, new DealShipped(Eur(40), false)).Deal(1, 1, 3, new DealShipped(Eur(60), false)).Deal(1, 1, 4, new DealPaid(Eur(1), true))
            .Deal(1, 1, 8, new DealWinCorrected(Eur(110), null, "a slip")).Deal(1, 1, 9, new DealShipped(Eur(10), false)));

        (await Changes(rig)).ShouldBe(changes);
        (await rig.Get("stage-history"))["stamp"]!["definition"]!.GetValue<string>().ShouldBe("stage/v2");
    }

    [Fact]
    public async Task A_response_converts_by_the_purchases_of_the_definition_it_pins()
    {
        var story = new Story().Registered(1, 0).Appeal(1, 1, 1, Asked()).Appeal(1, 1, 2, Answered(1))
            .Deal(1, 1, 3, Opened(), new DealWon(Eur(100))).Registered(2, 0).Appeal(2, 2, 1, Asked()).Appeal(2, 2, 2, Answered(2))
            .Deal(2, 2, 3, Opened(), new DealWon(Eur(100))).Deal(2, 2, 50, new DealShipped(Eur(100), false));
        await using var rig = await ReportRig.Under(
            [StageDefinition.V1 with { PurchaseIs = PurchaseMoment.Shipped }, FirstResponseDefinition.V1 with { Purchase = new("stage", 2) }], story.Facts);

        var report = await rig.Get("first-response");

        report["stamp"]!["pins"]!.AsArray().Select(pin => pin!.GetValue<string>()).ShouldBe(["stage/v2"]);
        report["totals"]!["conversion"]!["within"]!["bought"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_class_by_coverage_goes_by_the_months_with_a_purchase()
    {
        var coverage = StageDefinition.V1 with { LostAfterDays = 400, Xyz = new XyzMethod.Coverage(Months: 4, X: 0.75m, Y: 0.5m) };
        await using var rig = await Under(coverage, new Story().Registered(1, 0)
            .Bought(1, 1, 1).Bought(2, 1, 32).Bought(3, 1, 61).Bought(4, 1, 153).Bought(5, 1, 245)); // January to March, June, September

        (await Changes(rig)).ShouldBe("0 potential, 1 one-time, 32 regular-z, 61 regular-x, 153 regular-y, 645 lost");
        (await rig.Get("stage-history"))["rows"]![4]!["because"]!.GetValue<string>().ShouldBe("4 purchase dates up to 2020-06-02, purchases in 2 of the last 4 months");
    }

    [Fact]
    public async Task A_class_by_variation_goes_by_the_sums_of_the_months()
    {
        var variation = StageDefinition.V1 with { LostAfterDays = 400, Xyz = new XyzMethod.Variation(Months: 3, X: 0.1m, Y: 0.25m) };
        await using var rig = await Under(variation, new Story().Registered(1, 0)
            .Bought(1, 1, 1, 10).Bought(2, 1, 32, 10).Bought(3, 1, 61, 10).Bought(4, 1, 92, 14).Bought(5, 1, 122, 40));

        (await Changes(rig)).ShouldBe("0 potential, 1 one-time, 32 regular-z, 61 regular-x, 92 regular-y, 122 regular-z, 522 lost");
    }

    [Fact]
    public async Task Least_amount_first_regular_purchase_and_days_until_the_loss_are_the_definitions()
    {
        var definition = StageDefinition.V1 with { MinAmount = 20, RegularFrom = 3, LostAfterDays = 30 };
        await using var rig = await Under(definition, new Story().Registered(1, 0)
            .Bought(1, 1, 1, 19.99m).Bought(2, 1, 2, 20).Bought(3, 1, 12, 20).Bought(4, 1, 22, 20));

        (await Changes(rig)).ShouldBe("0 potential, 2 one-time, 22 regular-x, 52 lost");
    }

    [Fact]
    public async Task Arrows_go_by_the_definitions_ranks()
    {
        var definition = StageDefinition.V1 with { Rank = new(Lost: 9, Potential: 5, OneTime: 2, RegularZ: 3, RegularY: 4, RegularX: 6) };
        await using var rig = await Under(definition, new Story().Registered(1, 0).Bought(1, 1, 1));

        (await rig.Get("stage-history"))["rows"].Of("to", "arrow").ShouldBe(["potential new", "one-time down", "lost up"]);
        (await rig.Get($"xyz-analysis?from={On(0)}&to={On(200)}"))["rows"].Of("stage", "arrow").ShouldBe(["lost up"]);
        (await rig.Get("stage-history?arrow=up"))["rows"].Of("to").ShouldBe(["lost"]);
    }

    [Fact]
    public async Task What_was_recorded_names_the_definition_it_was_due_to_and_has_its_arrow()
    {
        await using var rig = await Under(StageDefinition.V1, new Story().Registered(1, 0)
            .Add("stage", 1, 0, new CustomerStageChanged(null, null, Stage.Potential, null, StageArrow.New, StageBasis.Rule, "stage/v1", "registered"), 1)
            .Add("stage", 1, 9, new CustomerStageChanged(Stage.Potential, null, Stage.Lost, null, StageArrow.Up, StageBasis.Rule, "stage/v2", "stage/v2 took over from stage/v1"), 1));

        (await rig.Get("stage-history?source=recorded"))["rows"].Of("at", "to", "arrow", "definition").ShouldBe(["0 potential new stage/v1", "9 lost up stage/v2"]);
        (await rig.Get("stage-history?source=recorded&arrow=up"))["rows"].Of("to").ShouldBe(["lost"]);
    }

    private static Task<ReportRig> Under(StageDefinition definition, Story story) => ReportRig.Under([definition], story.Facts);

    private static async Task<string> Changes(ReportRig rig) => string.Join(", ", (await rig.Get("stage-history"))["rows"].Of("at", "to"));
}
