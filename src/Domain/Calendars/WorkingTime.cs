using System.Collections.Frozen;
using NodaTime;

namespace EventSourcedCrm.Domain.Calendars;

/// <summary>
/// Only working hours count: an instant does exactly when the clock on the wall shows one of its date's hours. So hours that a change
/// of the clock leaves out are not worked, and those it repeats are worked twice.
/// </summary>
public sealed class WorkingTime : Clock
{
    private readonly DateTimeZone _zone;
    private readonly Hours[][] _week;
    private readonly FrozenDictionary<DateOnly, Hours[]> _days;

    public WorkingTime(WorkingHours hours)
    {
        _zone = DateTimeZoneProviders.Tzdb[hours.Zone];
        _week = [.. Enum.GetValues<DayOfWeek>().Select(day => InOrder(hours.Week.On(day)))];
        _days = hours.Days.ToFrozenDictionary(day => day.On, day => InOrder(day.Hours));
    }

    public override TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var ticks = 0L;
        foreach (var stretch in Since(from.UtcTicks))
        {
            if (stretch.From >= to.UtcTicks) break;
            ticks += Math.Min(stretch.To, to.UtcTicks) - stretch.From;
        }
        return new(ticks);
    }

    public override DateTimeOffset LastWithin(DateTimeOffset start, TimeSpan limit)
    {
        var left = limit.Ticks;
        foreach (var stretch in Since(start.UtcTicks))
        {
            // A limit reached at the end of a day is kept until work begins again.
            if (left < stretch.To - stretch.From) return new(stretch.From + left, TimeSpan.Zero);
            left -= stretch.To - stretch.From;
        }
        return DateTimeOffset.MaxValue;
    }

    /// <summary>What is worked from an instant on, in order and without overlaps; all in ticks of UTC. Goes on until nobody can count any further.</summary>
    private IEnumerable<Stretch> Since(long instant)
    {
        while (true)
        {
            var interval = _zone.GetZoneInterval(Instant.FromDateTimeOffset(new(instant, TimeSpan.Zero)));
            var end = interval.HasEnd ? interval.End.ToDateTimeOffset().UtcTicks : DateTimeOffset.MaxValue.UtcTicks - TimeSpan.TicksPerDay;
            foreach (var stretch in AtOneOffset(instant, end, interval.WallOffset.Ticks)) yield return stretch;
            if (!interval.HasEnd) yield break;
            instant = end;
        }
    }

    /// <summary>While the clock on the wall runs evenly, dates and their hours follow one another.</summary>
    private IEnumerable<Stretch> AtOneOffset(long instant, long end, long offset)
    {
        for (var midnight = (instant + offset) / TimeSpan.TicksPerDay * TimeSpan.TicksPerDay; midnight < end + offset; midnight += TimeSpan.TicksPerDay)
            foreach (var hours in On(DateOnly.FromDayNumber((int)(midnight / TimeSpan.TicksPerDay))))
            {
                var from = Math.Max(midnight + hours.FromTicks - offset, instant);
                var to = Math.Min(midnight + hours.ToTicks - offset, end);
                if (from < to) yield return new(from, to);
            }
    }

    private Hours[] On(DateOnly date) => _days.TryGetValue(date, out var own) ? own : _week[(int)date.DayOfWeek];

    private static Hours[] InOrder(IEnumerable<Hours> hours) => [.. hours.OrderBy(h => h.From)];

    private readonly record struct Stretch(long From, long To);
}
