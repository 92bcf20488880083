using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Calendars.CalendarCommand;

namespace EventSourcedCrm.Domain.Tests.Calendars;

public sealed class WorkingCalendarTests : DeciderSpec<WorkingCalendar, CalendarCommand, CalendarFact>
{
    internal static readonly Hours Morning = new(new(9, 0), new(13, 0));
    internal static readonly Hours Afternoon = new(new(14, 0), new(18, 0));
    internal static readonly WorkingHours Office = new("Europe/Rome", new(Monday: [Morning, Afternoon]), [new(new(2026, 12, 25), [], "Christmas")]);
    private static readonly CalendarFact DrawnUp = new CalendarDrawnUp(1, "Office", Office);

    [Fact]
    public void Every_command_has_its_answer_before_it_is_drawn_up_and_after() => Table(
        """
        DrawUp | calendar-drawn-up | !calendar-already-drawn-up
        Change | !no-such-calendar | calendar-changed
        """,
        [[], [DrawnUp]],
        new DrawUp("Shop", Office), new Change("Shop", Office));

    [Fact]
    public void Every_change_is_the_next_version() =>
        Given(DrawnUp, new CalendarChanged(2, "Shop", Office)).When(new Change("Office", Office)).Then(new CalendarChanged(3, "Office", Office));

    [Fact]
    public void Saying_the_same_in_another_order_changes_nothing()
    {
        Given(DrawnUp).When(new DrawUp("Office", Office)).ThenNothing();
        Given(DrawnUp).When(new Change("Office", Office with { Week = new([Afternoon, Morning], Sunday: []) })).ThenNothing();
    }

    [Fact]
    public void Hours_nobody_can_work_by_are_refused() =>
        Given().When(new DrawUp("Office", Office with { Zone = "Europe/Atlantis" })).ThenRefused("calendar-flawed");

    [Fact]
    public void Every_flaw_is_named_by_its_field() =>
        new WorkingHours(
            "Rome",
            new(Monday: [Morning, new(new(12, 0), new(15, 0))], Friday: [new(new(18, 0), new(9, 0)), new(new(20, 0), new(20, 0)), new(new(9, 0, 1), new(10, 0))]),
            [new(new(2026, 1, 1), []), new(new(2026, 1, 1), [new(new(0, 0), new(0, 0)), Morning])])
            .Flaws().Select(flaw => flaw.Field)
            .ShouldBe(["zone", "week.monday[1]", "week.friday[0].to", "week.friday[1].to", "week.friday[2]", "days[1].on", "days[1].hours[1]"]);

    [Fact]
    public void A_week_of_less_than_an_hour_is_flawed() =>
        new WorkingHours("Etc/UTC", new(Sunday: [new(new(9, 0), new(9, 59))]), []).Flaws().Select(flaw => flaw.Field).ShouldBe(["week"]);
}

public sealed class WorkingCalendarProperties : DeciderProperties<WorkingCalendar, CalendarCommand, CalendarFact>
{
    protected override IReadOnlyList<CalendarCommand> Samples { get; } =
    [
        new DrawUp("Office", WorkingCalendarTests.Office),
        new DrawUp("Shop", WorkingCalendarTests.Office),
        new Change("Office", WorkingCalendarTests.Office with { Days = [] }),
        new Change("Shop", WorkingCalendarTests.Office),
        new Change("Shop", WorkingCalendarTests.Office with { Zone = "" }),
    ];
}
