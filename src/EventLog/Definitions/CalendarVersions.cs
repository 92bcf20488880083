using System.Runtime.CompilerServices;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog.Definitions;

/// <summary>Reads from the log what versions of a calendar there are, for the definitions that count by one.</summary>
public static class CalendarVersions
{
    /// <summary>Oldest first; none where there is no such calendar.</summary>
    public static async IAsyncEnumerable<CalendarFact> Of(CalendarId calendar, IEventLog log, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var recorded in log.ReadStream(StreamName.Of(WorkingCalendar.Category, calendar.Value), 0, ct))
            if (recorded.Fact is CalendarFact fact) yield return fact;
    }

    /// <summary>The definition with the newest version of the calendar it counts by where it names none, and what is wrong with the one it names.</summary>
    public static async Task<(Definition Definition, IReadOnlyList<Flaw> Flaws)> Pin(Definition proposed, IEventLog log, CancellationToken ct)
    {
        if (proposed is not FirstResponseDefinition { Clock: ResponseClock.Working clock } definition) return (proposed, []);
        var newest = 0;
        await foreach (var version in Of(clock.Of, log, ct)) newest = version.Version;
        return clock.Version switch
        {
            _ when newest == 0 => (proposed, [new("clock.calendar", "There is no such calendar.")]),
            0 => (definition with { Clock = clock with { Version = newest } }, []),
            var version when version > newest => (proposed, [new("clock.version", $"This calendar has no version {version}. Its newest is {newest}.")]),
            _ => (proposed, []),
        };
    }
}
