using EventSourcedCrm.Api.Appeals;
using EventSourcedCrm.Api.Contacts;
using EventSourcedCrm.Api.Customers;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Reports;

/// <summary>The routes of reports, of their comparisons and their explanations, for managers and auditors.</summary>
public static class ReportEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/api/reports").WithTags("Reports");

        reports.MapQuery<GetStageHistory, IResult>("/stage-history", UserRole.Manager);
        reports.MapQuery<GetXyzAnalysis, IResult>("/xyz-analysis", UserRole.Manager);
        reports.MapQuery<GetFirstResponse, IResult>("/first-response", UserRole.Manager);
        reports.MapQuery<GetNoContact, IResult>("/no-contact", UserRole.Manager);
        PlanContacts.Map(reports);

        app.MapAnatomy<GetStageHistory>("stage-history", StageAnatomy.Of);
        app.MapAnatomy<GetXyzAnalysis>("xyz-analysis", asked => new XyzAnatomy(asked));
        app.MapAnatomy<GetFirstResponse>("first-response", asked => new FirstResponseAnatomy(asked));
        app.MapAnatomy<GetNoContact>("no-contact", asked => new NoContactAnatomy(asked));
    }
}
