using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Contacts;

/// <summary>GET /api/reports/no-contact — customers nobody contacted in a period, longest silence first, the never contacted before all.</summary>
public sealed record GetNoContact(Guid? Manager = null, [StageWord] string? Stage = null, StageClass? Class = null, Guid? Customer = null) : ReportRequest
{
    private sealed record Page(Stamp Stamp, long Total, IReadOnlyList<SilentCustomer> Rows, string? Next);

    public sealed class Handler(ReportBuilds builds, References references) : IRequestHandler<GetNoContact, IResult>
    {
        public async Task<IResult> Handle(GetNoContact request, CancellationToken ct)
        {
            await request.Check(references, ct);
            await using var report = await builds.Open<SilentCustomer.Key>("no_contact", request, ct);
            var parameters = request.Parameters(report);
            var rows = await report.Query<SilentCustomer>(SilentCustomer.Sql, parameters, ct);
            var (total, leftOut) = await report.Single<SilentCustomer.Figures>(SilentCustomer.Totals, parameters, ct);
            return report.AnswerPage("no-contact", rows, leftOut, row => new(row.LastContactAt, row.CustomerId),
                (stamp, shown, next) => new Page(stamp, total, shown, next));
        }
    }

    internal override async Task Check(References references, CancellationToken ct)
    {
        await references.MustExist<UserId>("manager", Manager is { } manager ? new(manager) : null, ct);
        await references.MustExist<CustomerId>("customer", Customer is { } customer ? new(customer) : null, ct);
    }

    /// <param name="report">The report opened for this request.</param>
    /// <param name="named">These customers and no others, contacted or not.</param>
    internal object Parameters(Report<SilentCustomer.Key> report, Guid[]? named = null) => new
    {
        Named = named,
        Manager,
        Stage,
        Class = Class.Word(),
        Customer,
        report.Period.Start,
        report.Period.Before,
        report.Period.End,
        report.Period.AsOf,
        IncludeArchived,
        IsFirstPage = report.Last is null,
        LastContactAt = report.Last?.ContactAt,
        LastCustomerId = report.Last?.CustomerId,
        Limit,
    };
}
