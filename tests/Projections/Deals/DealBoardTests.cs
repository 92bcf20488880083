using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.Projections.Deals;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Deals;

public sealed class DealBoardTests
{
    private const string Closing = "select state, amount, currency, closed_at, lost_reason, revision from deal";
    private const string Goods = "select shipped_amount, shipped_complete, paid_amount, paid_complete, currency, revision from deal";

    private static readonly DealOpened Opened = new(
        new("40 pumps", Euro(900), Id<ProductId>(5), 40, new(2026, 2, 1), new(2026, 3, 1)), Id<PipelineId>(3), "offer", Id<UserId>(7), false);

    [Fact]
    public Task An_open_deal_is_on_the_board_with_what_is_expected() => new Given()
        .Deal(1, 2, Opened)
        .Then<DealBoard>(
            """
            select deal_id, customer_id, title, pipeline_id, stage, stage_since, state, product_id, quantity, expected_amount, amount, currency,
                   responsible_id, opened_at, of_unknown_date, closed_at, shipment_on, payment_on, revision
            from deal
            """,
            "#1, #2, 40 pumps, #3, offer, 2026-01-01, open, #5, 40, 900, –, EUR, #7, 2026-01-01, no, –, 2026-02-01, 2026-03-01, 0");

    [Fact]
    public Task A_deal_of_which_little_is_known_is_on_the_board_too() => new Given()
        .Deal(1, 2, new DealOpened(new("Something"), Id<PipelineId>(3), "offer", null, true))
        .Then<DealBoard>("select expected_amount, currency, responsible_id, product_id, of_unknown_date from deal", "–, –, –, –, yes");

    [Fact]
    public Task A_moved_deal_is_in_the_other_stage_since_then() => new Given()
        .Deal(1, 2, Opened, new DealMovedToStage("contract"))
        .Then<DealBoard>("select stage, stage_since, opened_at, revision from deal", "contract, 2026-01-02, 2026-01-01, 1");

    [Fact]
    public Task A_revalued_deal_is_expected_to_bring_the_other_amount() => new Given()
        .Deal(1, 2, Opened, new DealRevalued(Euro(700.50m)))
        .Then<DealBoard>("select expected_amount, amount, revision from deal", "700.50, –, 1");

    [Fact]
    public Task A_rescheduled_deal_is_expected_on_the_other_dates() => new Given()
        .Deal(1, 2, Opened, new DealRescheduled(new(2026, 4, 1), null))
        .Then<DealBoard>("select shipment_on, payment_on, revision from deal", "2026-04-01, –, 1");

    [Fact]
    public Task A_reassigned_deal_is_the_other_users() => new Given()
        .Deal(1, 2, Opened, new DealReassigned(Id<UserId>(8)))
        .Then<DealBoard>("select responsible_id, revision from deal", "#8, 1");

    [Fact]
    public Task A_won_deal_shows_what_it_was_won_for() => new Given()
        .Deal(1, 2, Opened, new DealWon(Euro(880)))
        .Then<DealBoard>(Closing, "won, 880, EUR, 2026-01-02, –, 1");

    [Fact]
    public Task A_corrected_deal_counts_with_the_amount_and_the_instant_it_was_corrected_to() => new Given()
        .Deal(1, 2, Opened, new DealWon(Euro(880)), new DealWinCorrected(Euro(808), null, "A slip"), new DealWinCorrected(null, Day(1), "The day before"))
        .Then<DealBoard>(Closing, "won, 808, EUR, 2026-01-01, –, 3");

    [Fact]
    public Task A_lost_deal_says_why() => new Given()
        .Deal(1, 2, Opened, new DealLost("Too dear"))
        .Then<DealBoard>(Closing, "lost, –, EUR, 2026-01-02, Too dear, 1");

    [Fact]
    public Task A_reopened_deal_is_open_as_it_was() => new Given()
        .Deal(1, 2, Opened, new DealLost("Too dear"), new DealReopened("They called"))
        .Deal(2, 2, Opened, new DealWon(Euro(1)), new DealReopened("Not yet"))
        .Then<DealBoard>(Closing, "open, –, EUR, –, –, 2", "open, –, EUR, –, –, 2");

    [Fact]
    public Task Shipments_add_up_until_one_is_the_last() => new Given()
        .Deal(1, 2, Opened, new DealShipped(Euro(300), false), new DealShipped(Euro(600), true), new DealShipped(Euro(0.5m), false))
        .Then<DealBoard>(Goods, "900.5, yes, 0, no, EUR, 3");

    [Fact]
    public Task Payments_add_up_until_one_is_the_last() => new Given()
        .Deal(1, 2, Opened, new DealPaid(Euro(450), false), new DealPaid(Euro(450), true), new DealPaid(Euro(0.5m), false))
        .Then<DealBoard>(Goods, "0, no, 900.5, yes, EUR, 3");

    [Fact]
    public Task Names_are_those_of_today_whichever_came_first() => new Given()
        .Deal(1, 2, Opened)
        .Customer(2, new CustomerRegistered(CustomerKind.Person, "Eve"))
        .Registry("user", 7, new UserRegistered("Ann", null, null, null))
        .Registry("product", 5, new ProductRegistered("Pump", null, null), new ProductRenamed("Pump 2"))
        .Then<DealBoard>(
            """
            select c.name, u.name, p.name from deal
            left join deal_board_customer c on c.id = customer_id
            left join deal_board_user u on u.id = responsible_id
            left join deal_board_product p on p.id = product_id
            """,
            "Eve, Ann, Pump 2");

    private static Money Euro(decimal amount) => new(amount, "EUR");
}
