using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Calendars;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>What a request says of working hours, put together and checked as a whole.</summary>
internal static class CalendarFields
{
    public const int MostDays = 1_000;

    /// <exception cref="RejectedException">Nobody can work by these hours; every field at fault is named.</exception>
    public static WorkingHours Hours(string zone, Week week, IReadOnlyList<SpecialDay>? days)
    {
        var hours = new WorkingHours(zone, week, days ?? []);
        var flaws = hours.Flaws().GroupBy(flaw => flaw.Field, flaw => flaw.Sentence).ToDictionary(field => field.Key, field => field.ToArray());
        return flaws.Count == 0 ? hours : throw new RejectedException(Problem.Fields(flaws));
    }
}
