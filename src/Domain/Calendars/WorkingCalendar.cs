using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Calendars.CalendarCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Calendars;

/// <summary>Decides what may become of a calendar of working hours. Every change is another version, and none is ever forgotten.</summary>
public abstract record WorkingCalendar : IDecider<WorkingCalendar, CalendarCommand, CalendarFact>
{
    private WorkingCalendar() { }

    private sealed record Unknown : WorkingCalendar;

    private sealed record Drawn(int Version, string Name, WorkingHours Hours) : WorkingCalendar;

    public static string Category => "calendar";

    public static WorkingCalendar Initial { get; } = new Unknown();

    public static Decision<CalendarFact> Decide(CalendarCommand command, WorkingCalendar calendar) => (command, calendar) switch
    {
        ({ Hours: var hours }, _) when hours.Flaws().FirstOrDefault() is { } flaw => Refuse("calendar-flawed", $"Nobody can work by these hours ({flaw.Field}). {flaw.Sentence}"),

        (DrawUp c, Unknown) => [new CalendarDrawnUp(1, c.Name, c.Hours)],
        (_, Unknown) => Refuse("no-such-calendar", "There is no such calendar."),
        (_, Drawn d) when (command.Name, command.Hours) == (d.Name, d.Hours) => [],
        (Change c, Drawn d) => [new CalendarChanged(d.Version + 1, c.Name, c.Hours)],
        _ => Refuse("calendar-already-drawn-up", "This calendar has already been drawn up. Change it instead."),
    };

    public static WorkingCalendar Evolve(WorkingCalendar calendar, CalendarFact fact) => new Drawn(fact.Version, fact.Name, fact.Hours);
}
