using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Deals;

public sealed class DealTests(RunningApi api) : AreaSpec(api, "/api/deals")
{
    private static readonly string[] Stages = ["new", "offer", "contract"];

    [Fact]
    public async Task A_deal_moves_through_its_pipeline_until_it_is_won_shipped_and_paid()
    {
        var id = await Opened();

        await Does(id, "move", new { stage = "offer" }, "deal-moved-to-stage-v1");
        await Does(id, "revalue", new { amount = 250.50 }, "deal-revalued-v1");
        await Does(id, "reschedule", """{"shipmentOn":"2100-03-01","paymentOn":null}""", "deal-rescheduled-v1");
        await Does(id, "reassign", new { responsible = User(UserRole.Manager) }, "deal-reassigned-v1");
        await Does(id, "win", new { amount = 240, currency = "EUR" }, "deal-won-v1");
        await Does(id, "record-shipment", new { amount = 240, complete = true }, "deal-shipped-v1");
        await Does(id, "record-payment", new { amount = 40 }, "deal-paid-v1");
        await Does(id, "correct-win", new { amount = 245, wonAt = "2024-06-01", reason = "discount forgotten" }, "deal-win-corrected-v1");
        (await Ask(id, "lose", new { reason = "?" })).ShouldBeProblem(Conflict, "deal-won");
        (await Ask(id, "record-shipment", new { amount = 1, complete = true })).ShouldBeProblem(Conflict, "deal-already-shipped");

        var card = (await Read($"/{id}")).Json;
        new[] { "expectedAmount", "amount", "shippedAmount", "paidAmount" }.Select(field => card[field]!.GetValue<decimal>()).ShouldBe([250.5m, 245, 240, 40]);
        new[] { "state", "stage", "shipmentOn", "closedAt" }.Select(field => card[field]!.GetValue<string>()).ShouldBe(["won", "offer", "2100-03-01", "2024-06-01T00:00:00+00:00"]);
        card["paymentOn"].ShouldBeNull();
    }

    [Fact]
    public async Task A_lost_deal_is_reopened_but_not_won()
    {
        var id = await Opened();

        await Does(id, "lose", new { reason = "price" }, "deal-lost-v1");
        (await Ask(id, "win", new { amount = 1 })).ShouldBeProblem(Conflict, "deal-lost");
        await Does(id, "reopen", new { reason = "they came back" }, "deal-reopened-v1");
        (await Ask(id, "correct-win", new { amount = 1, reason = "?" })).ShouldBeProblem(Conflict, "deal-not-won");
    }

    [Fact]
    public async Task A_deal_moves_only_to_stages_its_pipeline_has_at_that_moment()
    {
        var pipeline = await Pipeline();
        var id = await Make(Open(await Customer(), pipeline));

        (await Ask(id, "move", new { stage = "party" })).ShouldBeProblem(NotFound, "no-such-stage");
        await Post($"/api/pipelines/{pipeline}/change-stages", new { stages = new[] { "new", "party" } }, UserRole.Manager);
        await Does(id, "move", new { stage = "party" }, "deal-moved-to-stage-v1");
        (await Ask(Nobody, "move", new { stage = "party" })).ShouldBeProblem(NotFound, "no-such-deal");
        (await Post("/api/deals", Open(await Customer(), pipeline, stage: "offer"))).ShouldBeProblem(Conflict, "no-such-stage");
    }

    [Fact]
    public async Task What_a_deal_refers_to_must_exist()
    {
        var (customer, pipeline) = (await Customer(), await Pipeline());

        (await Post("/api/deals", Open(Nobody, pipeline))).ShouldName("customer");
        (await Post("/api/deals", Open(customer, Nobody))).ShouldName("pipeline");
        (await Post("/api/deals", Open(customer, pipeline, responsible: Nobody))).ShouldName("responsible");
        (await Post("/api/deals", Open(customer, pipeline, product: Nobody))).ShouldName("product");
        (await Ask(await Opened(), "reassign", new { responsible = Nobody })).ShouldName("responsible");
    }

    [Fact]
    public async Task Money_is_not_negative_has_two_decimals_and_the_organisations_currency()
    {
        var (customer, pipeline, id) = (await Customer(), await Pipeline(), await Opened());

        (await Post("/api/deals", Open(customer, pipeline, expectedAmount: -1))).ShouldName("expectedAmount");
        (await Post("/api/deals", Open(customer, pipeline, currency: "USD"))).ShouldBeProblem(Conflict, "other-currency");
        foreach (var verb in new[] { "revalue", "win", "record-shipment", "record-payment", "correct-win" })
        {
            object With(decimal amount, string? currency = null) =>
                verb == "correct-win" ? new { amount, currency, reason = "x" } : new { amount, currency };

            (await Ask(id, verb, With(-0.01m))).ShouldName("amount");
            (await Ask(id, verb, With(1.005m))).ShouldName("amount");
            (await Ask(id, verb, With(1, "CZK"))).ShouldBeProblem(Conflict, "other-currency");
        }
        (await History(id)).ShouldBe(["deal-opened-v1"]);
    }

    [Fact]
    public async Task Bad_input_is_named_field_by_field()
    {
        var (customer, pipeline, id) = (await Customer(), await Pipeline(), await Opened());

        (await Post("/api/deals", new { customer })).ShouldName("title", "pipeline");
        (await Post("/api/deals", Open(customer, pipeline, quantity: -2))).ShouldName("quantity");
        (await Post("/api/deals", new { customer, pipeline, title = "Lamps", currency = "EUR" })).ShouldName("currency");
        (await Ask(id, "win", new { amount = 1, happenedAt = "2199-01-01" })).ShouldName("happenedAt");
        (await Ask(id, "win", new { amount = "1" })).ShouldName("amount");
        (await Ask(id, "reschedule", new { shipmentOn = "1700-01-01", paymentOn = "soon" })).ShouldName("paymentOn");
        (await Ask(id, "reschedule", new { shipmentOn = "1700-01-01", paymentOn = "2100-01-01" })).ShouldName("shipmentOn");
        (await Ask(id, "correct-win", new { reason = "nothing" })).ShouldName("amount");
        (await Ask(id, "correct-win", new { wonAt = "2199-01-01", reason = "early" })).ShouldName("wonAt");
        (await Ask(id, "win", new { amount = 1 }, UserRole.Auditor)).ShouldBeProblem(Forbidden, "role-needed");
    }

    [Fact]
    public async Task The_card_and_the_history_show_what_was_recorded()
    {
        var customer = await Customer("Noon");
        var product = await Make(new { name = "Lamp" }, UserRole.Manager, "/api/products");
        var id = await Make(Open(customer, await Pipeline(), product: product, responsible: User(UserRole.Manager)));

        var card = await Read($"/{id}");

        card.Headers.ETag!.Tag.ShouldBe("\"0\"");
        var shown = new[] { "customerName", "title", "stage", "state", "productName", "currency", "responsibleName", "openedAt" }.Select(field => card.Json[field]!.GetValue<string>());
        shown.ShouldBe(["Noon", "Lamps", "new", "open", "Lamp", "EUR", "The Manager", "2024-05-06T00:00:00+00:00"]);
        card.Json["quantity"]!.GetValue<decimal>().ShouldBe(12);
        (await History(id)).ShouldBe(["deal-opened-v1"]);
        (await FirstFact($"deal-{id}")).Customer!.Value.Value.ShouldBe(customer);
        (await Get($"/api/deals/{Nobody}")).ShouldBeProblem(NotFound, "not-found");
    }

    [Fact]
    public async Task A_list_is_filtered_and_paged_in_order_of_opening()
    {
        var (customer, pipeline, other) = (await Customer(), await Pipeline(), await Pipeline());
        var last = await Make(Open(customer, pipeline, happenedAt: "2024-07-01"));
        var first = await Make(Open(customer, pipeline, responsible: User(UserRole.Admin)));
        var second = await Make(Open(customer, other, stage: "offer", happenedAt: "2024-06-01"));
        await Does(last, "win", new { amount = 10 }, "deal-won-v1");
        var mine = $"customer={customer}";

        (await Ids(mine)).ShouldBe([first, second, last]);
        (await Ids(mine + "&state=open")).ShouldBe([first, second]);
        (await Ids(mine + "&state=won")).ShouldBe([last]);
        (await Ids(mine + "&stage=offer")).ShouldBe([second]);
        (await Ids($"pipeline={pipeline}")).ShouldBe([first, last]);
        (await Ids(mine + $"&responsible={User(UserRole.Admin)}")).ShouldBe([first]);
        (await Get("/api/deals?state=frozen")).ShouldName("state");
    }

    private async Task<Guid> Opened() => await Make(Open(await Customer(), await Pipeline()));

    private Task<Guid> Pipeline() => Make(new { name = "Sales", stages = Stages }, UserRole.Manager, "/api/pipelines");

    private static object Open(
        Guid customer, Guid pipeline, string? stage = null, Guid? responsible = null, Guid? product = null, decimal expectedAmount = 199.99m,
        string? currency = null, decimal quantity = 12, string happenedAt = "2024-05-06") =>
        new { customer, title = "Lamps", pipeline, stage, responsible, expectedAmount, currency, product, quantity, shipmentOn = "2100-01-01", paymentOn = "2100-02-01", happenedAt };
}
