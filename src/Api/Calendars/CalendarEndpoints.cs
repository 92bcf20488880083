global using CalendarCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Calendars.WorkingCalendar,
    EventSourcedCrm.Domain.Calendars.CalendarCommand,
    EventSourcedCrm.Domain.Calendars.CalendarFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Calendars;

/// <summary>The routes of calendars.</summary>
public static class CalendarEndpoints
{
    public static void MapCalendars(this IEndpointRouteBuilder app)
    {
        var calendars = app.MapGroup("/api/calendars").WithTags("Calendars");

        calendars.MapQuery<ListCalendars, Page<ListCalendars.Row>>("");
        calendars.MapQuery<GetCalendar, ListCalendars.Row?>("/{id}");

        calendars.MapCommand<DrawUpCalendar>("", UserRole.Manager);
        calendars.MapCommand<ChangeCalendar>("/{id}/change", UserRole.Manager);
    }
}
