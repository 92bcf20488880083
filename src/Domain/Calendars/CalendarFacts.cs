using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Calendars;

/// <summary>What can happen to a calendar of working hours, as stored for ever in stream <c>calendar-{id}</c>: each fact a whole new version, from 1 on.</summary>
public abstract record CalendarFact(int Version, string Name, WorkingHours Hours) : IFact;

[Stored("calendar-drawn-up-v1")]
public sealed record CalendarDrawnUp(int Version, string Name, WorkingHours Hours) : CalendarFact(Version, Name, Hours);

/// <summary>Those who name an earlier version keep to that one.</summary>
[Stored("calendar-changed-v1")]
public sealed record CalendarChanged(int Version, string Name, WorkingHours Hours) : CalendarFact(Version, Name, Hours);
