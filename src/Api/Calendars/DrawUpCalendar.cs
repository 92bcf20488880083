using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Calendars;
using MediatR;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>POST /api/calendars — draws up working hours: a week in a time zone, and the dates that differ from it.</summary>
public sealed record DrawUpCalendar(string Name, string Zone, Week Week, [Most(CalendarFields.MostDays)] IReadOnlyList<SpecialDay>? Days = null) : CreateRequest
{
    public sealed class Handler(CalendarCommands calendars) : IRequestHandler<DrawUpCalendar, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(DrawUpCalendar request, CancellationToken ct) =>
            calendars.Execute(request, new CalendarCommand.DrawUp(request.Name, CalendarFields.Hours(request.Zone, request.Week, request.Days)), ct);
    }
}
