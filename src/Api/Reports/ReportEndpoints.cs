using EventSourcedCrm.Api.Appeals;
using EventSourcedCrm.Api.Contacts;
using EventSourcedCrm.Api.Customers;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Reports;

/// <summary>The routes of reports, for managers and auditors.</summary>
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
    }
}
