using EventSourcedCrm.Domain.Calendars;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace EventSourcedCrm.Domain.Tests.Calendars;

/// <summary>Working time against a second opinion that looks at the clock on the wall minute by minute.</summary>
public sealed class WorkingTimeProperties
{
    // Half an hour of summer time, midnights that never were, a date that never was, clocks that go back at midnight, and a zone where nothing happens.
    private static readonly string[] Zones =
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Atlantic/Azores", "Asia/Kathmandu", "Etc/UTC"];

    [Fact]
    public void What_passes_between_two_instants_is_what_the_wall_shows_minute_by_minute() => ForAll(random =>
    {
        var (hours, from) = (HoursOf(random, out var around), At(random, around));
        var to = from.AddMicroseconds(random.NextInt64(-1_000_000, 9 * Day));

        new WorkingTime(hours).Between(from, to).ShouldBe(MinuteByMinute(hours, from, to));
    });

    [Fact]
    public void Parts_of_a_time_add_up_to_it() => ForAll(random =>
    {
        var (hours, from) = (HoursOf(random, out var around), At(random, around));
        var (between, to) = (from.AddMicroseconds(random.NextInt64(20 * Day)), from.AddMicroseconds(20 * Day));
        var time = new WorkingTime(hours);

        (time.Between(from, between) + time.Between(between, to)).ShouldBe(time.Between(from, to));
    });

    [Fact]
    public void A_limit_is_just_used_up_at_its_last_instant_and_exceeded_by_any_working_instant_after_it() => ForAll(random =>
    {
        var (hours, start) = (HoursOf(random, out var around), At(random, around));
        var limit = random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(100)) : TimeSpan.FromMicroseconds(random.NextInt64(2 * Day));
        var time = new WorkingTime(hours);
        var last = time.LastWithin(start, limit);

        time.Between(start, last).ShouldBe(limit);
        time.Between(start, last.AddMicroseconds(1)).ShouldBe(limit + TimeSpan.FromMicroseconds(1));
        last.ShouldBeGreaterThanOrEqualTo(start);
    });

    private const long Day = 86_400_000_000;

    private static void ForAll(Action<Random> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => check(new Random(seed))));

    /// <summary>Hours in some zone, and a change of its clock near which to look.</summary>
    private static WorkingHours HoursOf(Random random, out DateTimeOffset around)
    {
        var zone = DateTimeZoneProviders.Tzdb[random.GetItems(Zones, 1)[0]];
        var somewhen = Instant.FromUtc(2008, 1, 1, 0, 0) + Duration.FromDays(random.Next(3_000));
        if (zone.Id == "Pacific/Apia" && random.Next(2) == 0) somewhen = Instant.FromUtc(2011, 12, 28, 0, 0);
        var interval = zone.GetZoneInterval(somewhen);
        around = (interval.HasEnd ? interval.End : somewhen).ToDateTimeOffset();
        var date = DateOnly.FromDateTime(around.UtcDateTime);
        return new(
            zone.Id,
            new(DayOf(random), DayOf(random), DayOf(random), DayOf(random), DayOf(random), DayOf(random), [new(new(1, 0), new(4, 30)), .. Later(random)]),
            [.. Enumerable.Range(-3, 14).Where(_ => random.Next(4) == 0).Select(day => new SpecialDay(date.AddDays(day), DayOf(random)))]);
    }

    private static DateTimeOffset At(Random random, DateTimeOffset around) => around.AddMicroseconds(random.Next(3) switch
    {
        0 => random.NextInt64(-5 * Day, 2 * Day),
        1 => random.Next(-100, 100) * 1_800_000_000L,
        _ => random.Next(-2, 2),
    });

    private static IReadOnlyList<Hours> DayOf(Random random) => random.Next(4) switch
    {
        0 => [],
        1 => [new(TimeOnly.MinValue, TimeOnly.MinValue)],
        2 => [new(new(21, 30), TimeOnly.MinValue), new(new(0, 0), new(3, 15))],
        _ => [.. Later(random), new(new(6, 0), new(7, random.Next(60)))],
    };

    private static IEnumerable<Hours> Later(Random random)
    {
        for (var hour = 8; hour < 22; hour += random.Next(4, 8)) yield return new(new(hour, random.Next(60)), new(hour + random.Next(1, 3), 0));
    }

    /// <summary>Hours and changes of the clock begin on whole minutes, so every minute is worked or not.</summary>
    private static TimeSpan MinuteByMinute(WorkingHours hours, DateTimeOffset from, DateTimeOffset to)
    {
        var zone = DateTimeZoneProviders.Tzdb[hours.Zone];
        var sum = TimeSpan.Zero;
        for (var minute = new DateTimeOffset(from.UtcTicks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero); minute < to; minute = minute.AddMinutes(1))
            if (IsWorked(hours, Instant.FromDateTimeOffset(minute).InZone(zone).LocalDateTime))
                sum += (minute.AddMinutes(1) < to ? minute.AddMinutes(1) : to) - (minute > from ? minute : from);
        return sum;
    }

    private static bool IsWorked(WorkingHours hours, LocalDateTime wall)
    {
        var special = hours.Days.FirstOrDefault(day => LocalDate.FromDateOnly(day.On) == wall.Date);
        return (special?.Hours ?? hours.Week.On((DayOfWeek)((int)wall.DayOfWeek % 7))).Any(interval =>
            wall.TimeOfDay >= LocalTime.FromTimeOnly(interval.From)
            && (interval.To == TimeOnly.MinValue || wall.TimeOfDay < LocalTime.FromTimeOnly(interval.To)));
    }
}
