using EventSourcedCrm.Domain.Calendars;

namespace EventSourcedCrm.Domain.Tests.Calendars;

public sealed class WorkingTimeTests
{
    private static readonly IReadOnlyList<Hours> NineToFive = [new(new(9, 0), new(17, 0))];

    private static readonly WorkingHours Office = new("Europe/Berlin", new(NineToFive, NineToFive, NineToFive, NineToFive, NineToFive), []);

    [Theory] // 2026-03-02 is a Monday
    [InlineData("2026-03-02T09:00:00+01:00", "2026-03-02T17:00:00+01:00", 8)]
    [InlineData("2026-03-02T07:00:00+01:00", "2026-03-02T23:00:00+01:00", 8)]
    [InlineData("2026-03-06T16:00:00+01:00", "2026-03-09T10:00:00+01:00", 2)]
    [InlineData("2026-03-07T10:00:00+01:00", "2026-03-08T10:00:00+01:00", 0)]
    [InlineData("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00+01:00", 0)]
    [InlineData("2026-03-03T10:00:00+01:00", "2026-03-02T10:00:00+01:00", 0)]
    [InlineData("2026-03-27T16:00:00+01:00", "2026-03-30T10:00:00+02:00", 2)] // summer time begins on the Sunday between
    public void Only_working_hours_pass(string from, string to, double hours) =>
        new WorkingTime(Office).Between(At(from), At(to)).TotalHours.ShouldBe(hours);

    [Theory]
    [InlineData("2026-03-02T10:00:00+01:00", 4, "2026-03-02T14:00:00+01:00")]
    [InlineData("2026-03-06T16:30:00+01:00", 1, "2026-03-09T09:30:00+01:00")]
    [InlineData("2026-03-06T16:00:00+01:00", 1, "2026-03-09T09:00:00+01:00")] // used up on Friday evening, kept until Monday morning
    [InlineData("2026-03-07T12:00:00+01:00", 8, "2026-03-10T09:00:00+01:00")]
    public void A_limit_is_kept_until_the_next_working_instant_after_it_is_used_up(string start, double hours, string last) =>
        new WorkingTime(Office).LastWithin(At(start), TimeSpan.FromHours(hours)).ShouldBe(At(last));

    [Fact]
    public void A_holiday_is_free_a_moved_day_is_worked_and_a_short_day_is_short()
    {
        var holidays = Office with
        {
            Days = [new(new(2026, 3, 6), []), new(new(2026, 3, 7), NineToFive), new(new(2026, 3, 5), [new(new(9, 0), new(12, 0))])],
        };

        new WorkingTime(holidays).Between(At("2026-03-05T00:00:00+01:00"), At("2026-03-09T00:00:00+01:00")).TotalHours.ShouldBe(11);
    }

    [Fact]
    public void A_night_shift_goes_on_over_midnight()
    {
        var night = new WorkingHours("Europe/Berlin", new(Monday: [new(new(22, 0), new(0, 0))], Tuesday: [new(new(0, 0), new(6, 0))]), []);

        new WorkingTime(night).Between(At("2026-03-02T23:00:00+01:00"), At("2026-03-03T05:00:00+01:00")).TotalHours.ShouldBe(6);
        new WorkingTime(night).LastWithin(At("2026-03-02T23:00:00+01:00"), TimeSpan.FromHours(1)).ShouldBe(At("2026-03-03T00:00:00+01:00"));
    }

    [Theory]
    [InlineData("2026-03-29", 2)] // from 02:00 to 03:00 there was nothing to work
    [InlineData("2026-10-25", 4)] // and then it was there twice
    [InlineData("2026-03-22", 3)]
    public void What_a_change_of_the_clock_leaves_out_is_not_worked_and_what_it_repeats_is_worked_twice(string sunday, double hours)
    {
        var early = new WorkingHours("Europe/Berlin", new(Sunday: [new(new(1, 0), new(4, 0))]), []);
        var day = At(sunday + "T00:00:00Z");

        new WorkingTime(early).Between(day.AddHours(-12), day.AddHours(12)).TotalHours.ShouldBe(hours);
    }

    [Fact]
    public void It_is_exact_to_the_microsecond()
    {
        var time = new WorkingTime(Office);
        var start = At("2026-03-02T10:00:00+01:00").AddMicroseconds(1);
        var last = time.LastWithin(start, TimeSpan.FromHours(8));

        last.ShouldBe(At("2026-03-03T10:00:00+01:00").AddMicroseconds(1));
        time.Between(start, last).ShouldBe(TimeSpan.FromHours(8));
        time.Between(start, last.AddMicroseconds(1)).ShouldBe(TimeSpan.FromHours(8) + TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public void Around_the_clock_every_hour_passes()
    {
        Clock.EveryHour.Between(At("2026-03-28T12:00:00+01:00"), At("2026-03-29T12:00:00+02:00")).TotalHours.ShouldBe(23);
        Clock.EveryHour.LastWithin(At("2026-03-28T12:00:00+01:00"), TimeSpan.FromHours(48)).ShouldBe(At("2026-03-30T13:00:00+02:00"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
