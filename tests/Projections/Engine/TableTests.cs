using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Engine;

public sealed class TableTests
{
    private const string Items = "select item, count from item order by item";
    private const string Prices = "select item, price, valid_from, valid_to from price order by item, valid_from";
    private const string Totals = "select item, sales, count from total order by item";

    [Fact]
    public Task A_row_put_again_is_replaced() => Of(new Stocked("cup", 1), new Stocked("pot", 2), new Stocked("cup", 3)).Then<Shelf>(Items, "cup, 3", "pot, 2");

    [Fact]
    public Task A_row_that_begins_changes_like_any_other() => Of(new Arrived("cup", 5), new Arrived("pot", 1), new Moved("cup", "pot", 2), new Cleared("pot"), new Stocked("cup", 4))
        .Then<Shelf>(Items, "cup, 4");

    [Fact]
    public Task A_row_may_begin_again_once_it_is_gone() => Of(new Stocked("cup", 1), new Cleared("cup"), new Arrived("cup", 2)).Then<Shelf>(Items, "cup, 2");

    [Fact]
    public Task A_row_is_deleted_where_there_is_one() => Of(new Cleared("cup"), new Stocked("cup", 1), new Stocked("pot", 2), new Cleared("cup")).Then<Shelf>(Items, "pot, 2");

    [Fact]
    public Task A_deleted_row_may_come_back() => Of(new Stocked("cup", 1), new Cleared("cup"), new Stocked("cup", 2)).Then<Shelf>(Items, "cup, 2");

    [Fact]
    public Task Updates_see_each_other_in_order() => Of(new Stocked("cup", 5), new Stocked("pot", 5), new Moved("cup", "pot", 2), new Moved("pot", "cup", 1))
        .Then<Shelf>(Items, "cup, 4", "pot, 6");

    [Fact]
    public Task A_version_holds_until_the_next_change() => Of(new Priced("cup", 10), new Priced("cup", 12))
        .Then<Shelf>(Prices, "cup, 10, 2026-01-01, 2026-01-02", "cup, 12, 2026-01-02, –");

    [Fact]
    public Task A_version_that_arrives_late_takes_its_place() => Dated((new Priced("cup", 10), 1), (new Priced("cup", 12), 9), (new Priced("cup", 11), 5), (new Priced("cup", 9), -5))
        .Then<Shelf>(Prices, "cup, 9, 2025-12-26, 2026-01-01", "cup, 10, 2026-01-01, 2026-01-05", "cup, 11, 2026-01-05, 2026-01-09", "cup, 12, 2026-01-09, –");

    [Fact]
    public Task Rows_of_a_journal_are_only_ever_added() => Of(new Stocked("cup", 3), new Slipped("cup", 2), new Slipped("cup", 1))
        .Then<Shelf>("select number, item from slip order by number", "1, cup", "2, cup");

    [Fact]
    public Task Of_two_versions_of_one_instant_the_one_recorded_last_stands() => Dated((new Priced("cup", 10), 1), (new Priced("cup", 12), 4), (new Priced("cup", 11), 1))
        .Then<Shelf>(Prices, "cup, 11, 2026-01-01, 2026-01-04", "cup, 12, 2026-01-04, –");

    [Fact]
    public Task A_change_that_arrives_late_is_in_every_version_that_follows() => Dated((new Priced("cup", 10), 1), (new Priced("cup", 20), 9), (new Discounted("cup", 1), 5))
        .Then<Shelf>(Prices, "cup, 10, 2026-01-01, 2026-01-05", "cup, 9, 2026-01-05, 2026-01-09", "cup, 19, 2026-01-09, –");

    [Fact]
    public Task Nothing_holds_after_an_end_until_the_next_version() => Dated((new Priced("cup", 10), 1), (new Unpriced("cup"), 3), (new Priced("cup", 12), 5))
        .Then<Shelf>(Prices, "cup, 10, 2026-01-01, 2026-01-03", "cup, 12, 2026-01-05, –");

    [Fact]
    public Task An_end_at_the_instant_of_a_version_removes_it() => Dated((new Priced("cup", 10), 1), (new Priced("cup", 12), 5), (new Unpriced("cup"), 5))
        .Then<Shelf>(Prices, "cup, 10, 2026-01-01, 2026-01-05");

    [Fact]
    public Task Derived_rows_are_computed_from_everything_known_of_a_key() => Of(new Sold("cup", 1), new Sold("pot", 2), new Sold("cup", 3))
        .Then<Shelf>(Totals, "cup, 2, 4", "pot, 1, 2");

    private static Given Of(params IFact[] facts) => facts.Aggregate(new Given(), (given, fact) => given.Fact(new("shelf"), fact));

    private static Given Dated(params (IFact Fact, int Day)[] facts) =>
        facts.Aggregate(new Given(), (given, dated) => given.Fact(new("shelf"), dated.Fact, happenedAt: Day(dated.Day)));
}
