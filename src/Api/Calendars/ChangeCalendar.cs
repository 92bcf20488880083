using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Calendars;
using MediatR;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>POST /api/calendars/{id}/change — makes another version of the calendar; definitions keep to the version they name.</summary>
public sealed record ChangeCalendar(string Name, string Zone, Week Week, [Most(CalendarFields.MostDays)] IReadOnlyList<SpecialDay>? Days = null) : CommandRequest
{
    public sealed class Handler(CalendarCommands calendars) : IRequestHandler<ChangeCalendar, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeCalendar request, CancellationToken ct) =>
            calendars.Execute(request, new CalendarCommand.Change(request.Name, CalendarFields.Hours(request.Zone, request.Week, request.Days)), ct);
    }
}
