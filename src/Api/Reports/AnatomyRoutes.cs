using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Reports;

/// <summary>What can be asked about every report that is taken apart: a comparison, a back-test and an explanation.</summary>
internal static class AnatomyRoutes
{
    /// <param name="app">The whole program's routes.</param>
    /// <param name="report">Its name in its address.</param>
    /// <param name="of">Takes the report as asked for apart.</param>
    public static void MapAnatomy<TReport>(this IEndpointRouteBuilder app, string report, Func<TReport, ReportAnatomy> of) where TReport : ReportRequest
    {
        var compare = app.MapGroup("/api/compare").WithTags("Comparisons");
        compare.MapBeside<TReport, Sides>($"/{report}", $"Compare-{report}", (asked, sides) => new Compare(of(asked), asked, sides));
        compare.MapBeside<TReport, MonthlySides>($"/{report}/back-test", $"BackTest-{report}", (asked, sides) => new BackTest(of(asked), asked, sides));
        app.MapGet($"/api/reports/{report}/explain", (HttpContext http, QueryReader reader, IMediator mediator, CancellationToken ct) =>
            {
                var asked = reader.Read<TReport>(http);
                return mediator.Send(new Explain(of(asked), asked), ct);
            })
            .WithTags("Reports").Described<TReport>($"Explain-{report}");
    }

    private static void MapBeside<TReport, TSides>(this IEndpointRouteBuilder routes, string pattern, string name, Func<TReport, TSides, IRequest<IResult>> request)
        where TReport : ReportRequest where TSides : Sides =>
        routes.MapGet(pattern, (HttpContext http, QueryReader reader, IMediator mediator, CancellationToken ct) =>
            {
                var (asked, sides) = reader.Read<TReport, TSides>(http);
                return mediator.Send(request(asked, sides), ct);
            })
            .WithMetadata(new QueryOf(typeof(TSides))).Described<TReport>(name);

    private static RouteHandlerBuilder Described<TReport>(this RouteHandlerBuilder route, string name) => route
        .WithName(name)
        .WithMetadata(new Needs(UserRole.Manager), new QueryOf(typeof(TReport)))
        .Produces<IResult>()
        .ProducesProblem(StatusCodes.Status400BadRequest);
}
