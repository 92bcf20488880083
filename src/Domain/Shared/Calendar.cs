using NodaTime;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>Instants, and the calendar dates they have in the organisation's zone.</summary>
public static class Calendar
{
    public static LocalDate DateOf(this DateTimeZone zone, DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(zone).Date;

    /// <summary>Months counted through, so that their difference is a number of months.</summary>
    public static int MonthNumber(this LocalDate date) => (date.Year * 12) + date.Month;

    /// <summary>The earlier of two instants, of which either may never come.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b : a;
}
