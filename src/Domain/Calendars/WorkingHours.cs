using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Calendars;

/// <summary>When work is done, by the clock on the wall: hours of a day from one time on until before another, where 00:00 as the end is the midnight that ends the day.</summary>
public sealed record Hours(TimeOnly From, TimeOnly To)
{
    internal long FromTicks => From.Ticks;

    internal long ToTicks => To == TimeOnly.MinValue ? TimeSpan.TicksPerDay : To.Ticks;
}

/// <summary>The hours of an ordinary week; a day left out is free.</summary>
public sealed record Week(
    IReadOnlyList<Hours>? Monday = null, IReadOnlyList<Hours>? Tuesday = null, IReadOnlyList<Hours>? Wednesday = null,
    IReadOnlyList<Hours>? Thursday = null, IReadOnlyList<Hours>? Friday = null, IReadOnlyList<Hours>? Saturday = null, IReadOnlyList<Hours>? Sunday = null)
{
    public IReadOnlyList<Hours> On(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => Monday,
        DayOfWeek.Tuesday => Tuesday,
        DayOfWeek.Wednesday => Wednesday,
        DayOfWeek.Thursday => Thursday,
        DayOfWeek.Friday => Friday,
        DayOfWeek.Saturday => Saturday,
        _ => Sunday,
    } ?? [];
}

/// <summary>A date with hours of its own in place of its weekday's: a holiday has none, a short day fewer, a day worked in place of another those of that one.</summary>
public sealed record SpecialDay(DateOnly On, IReadOnlyList<Hours> Hours, string? Name = null);

/// <summary>One version of a calendar: the week in an IANA time zone, and the dates that differ from it.</summary>
public sealed record WorkingHours(string Zone, Week Week, IReadOnlyList<SpecialDay> Days)
{
    private static readonly DayOfWeek[] Weekdays = Enum.GetValues<DayOfWeek>();

    /// <summary>Why nobody can work by it, field by field; nothing where it is sound.</summary>
    public IEnumerable<Flaw> Flaws()
    {
        if (!DateTimeZoneProviders.Tzdb.Ids.Contains(Zone)) yield return new("zone", "There is no such time zone. Name one as in Europe/Rome.");
        foreach (var day in Weekdays)
            foreach (var flaw in Flaws($"week.{day.ToString().ToLowerInvariant()}", Week.On(day))) yield return flaw;
        if (Weekdays.Sum(day => Week.On(day).Sum(hours => Math.Max(0, hours.ToTicks - hours.FromTicks))) < TimeSpan.TicksPerHour)
            yield return new("week", "At least one hour of the week has to be worked, or nothing would ever be due.");
        for (var i = 0; i < Days.Count; i++)
        {
            if (Days.Take(i).Any(day => day.On == Days[i].On)) yield return new($"days[{i}].on", "This date is named twice.");
            foreach (var flaw in Flaws($"days[{i}].hours", Days[i].Hours)) yield return flaw;
        }
    }

    public bool Equals(WorkingHours? other) =>
        other is not null && Zone == other.Zone
        && Weekdays.All(day => Same(Week.On(day), other.Week.On(day)))
        && Days.Count == other.Days.Count
        && Days.OrderBy(day => day.On).Zip(other.Days.OrderBy(day => day.On))
            .All(pair => (pair.First.On, pair.First.Name) == (pair.Second.On, pair.Second.Name) && Same(pair.First.Hours, pair.Second.Hours));

    public override int GetHashCode() => HashCode.Combine(Zone, Days.Count);

    private static IEnumerable<Flaw> Flaws(string field, IReadOnlyList<Hours> day)
    {
        for (var i = 0; i < day.Count; i++)
        {
            var hours = day[i];
            if (hours.FromTicks % TimeSpan.TicksPerMinute != 0 || hours.ToTicks % TimeSpan.TicksPerMinute != 0)
                yield return new($"{field}[{i}]", "Hours begin and end on whole minutes.");
            else if (hours.ToTicks <= hours.FromTicks)
                yield return new($"{field}[{i}].to", "This ends before it begins. What goes on after midnight belongs to the next day; 00:00 ends this one.");
            else if (day.Take(i).Any(other => other.FromTicks < hours.ToTicks && hours.FromTicks < other.ToTicks))
                yield return new($"{field}[{i}]", "These hours overlap others of the day.");
        }
    }

    private static bool Same(IReadOnlyList<Hours> a, IReadOnlyList<Hours> b) => a.OrderBy(hours => hours.From).SequenceEqual(b.OrderBy(hours => hours.From));
}
