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
    }
}
