namespace EventSourcedCrm.Domain.Calendars;

/// <summary>How passing time is counted, exactly.</summary>
public abstract class Clock
{
    /// <summary>Every hour counts.</summary>
    public static readonly Clock EveryHour = new RoundTheClock();

    /// <summary>How much of the time from one instant until before another counts; none where the second is not the later one.</summary>
    public abstract TimeSpan Between(DateTimeOffset from, DateTimeOffset to);

    /// <summary>The last instant up to which no more than the limit has counted since the start: any later one that counts exceeds it.</summary>
    /// <param name="start">The instant from which time is counted.</param>
    /// <param name="limit">Not negative.</param>
    public abstract DateTimeOffset LastWithin(DateTimeOffset start, TimeSpan limit);

    private sealed class RoundTheClock : Clock
    {
        public override TimeSpan Between(DateTimeOffset from, DateTimeOffset to) => to > from ? to - from : TimeSpan.Zero;

        public override DateTimeOffset LastWithin(DateTimeOffset start, TimeSpan limit) => start + limit;
    }
}
