namespace EventSourcedCrm.Domain.Calendars;

/// <summary>What can be asked of a calendar: to say all of it, the first time or anew.</summary>
public abstract record CalendarCommand(string Name, WorkingHours Hours)
{
    public sealed record DrawUp(string Name, WorkingHours Hours) : CalendarCommand(Name, Hours);

    public sealed record Change(string Name, WorkingHours Hours) : CalendarCommand(Name, Hours);
}
