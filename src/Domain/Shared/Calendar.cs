using NodaTime;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>Calendar dates in the organisation's zone.</summary>
public static class Calendar
{
    public static LocalDate DateOf(this DateTimeZone zone, DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(zone).Date;

    /// <summary>Months counted through, so that their difference is a number of months.</summary>
    public static int MonthNumber(this LocalDate date) => (date.Year * 12) + date.Month;
}
