using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Appeals;

/// <summary>GET /api/reports/first-response — how soon cases that began in the period got their first response, in all, by group and one by one.</summary>
public sealed record GetFirstResponse(
    FirstResponseGroup? GroupBy = null,
    Guid? Customer = null,
    Guid? Manager = null,
    AppealChannel? Channel = null,
    string? Kind = null,
    Guid? Product = null,
    CaseOutcome? Outcome = null,
    Guid? Appeal = null) : ReportRequest
{
    private sealed record Page(
        Stamp Stamp, FirstResponseFigures Totals, IReadOnlyList<FirstResponseFigures.OfGroup> Groups, IReadOnlyList<CaseRow> Rows, LaterCycles LaterCycles,
        string? Next);

    private sealed record Key(DateTimeOffset StartedAt, Guid CaseId);

    public sealed class Handler(ReportBuilds builds, References references) : IRequestHandler<GetFirstResponse, IResult>
    {
        public async Task<IResult> Handle(GetFirstResponse request, CancellationToken ct)
        {
            await request.Check(references, ct);
            await using var report = await builds.Open<Key>("first_response", request, ct);

            var parameters = Parameters(request, report);
            var figures = await report.Query<FirstResponseFigures.Row>(request.GroupBy is null ? FirstResponseFigures.OfAll : FirstResponseFigures.OfAllAndOfGroups, parameters, ct);
            var rows = await report.Query<CaseRow>(CaseRow.Sql, parameters, ct);
            var leftOut = await report.Single<long>(FirstResponseCases.LeftOut, parameters, ct);
            var later = await report.Single<LaterCycles.Figures>(LaterCycles.Sql, parameters, ct);
            var cycles = later.Cycles == 0 ? [] : await report.Query<CycleRow>(CycleRow.Sql, Parameters(request, report, rows), ct);
            return report.AnswerPage("first-response", rows, leftOut, row => new(row.StartedAt, row.CaseId), (stamp, shown, next) => new Page(
                stamp,
                FirstResponseFigures.Of(figures.Single(row => row.IsTotal)),
                request.GroupBy is null ? [] : [.. figures.Where(row => !row.IsTotal).Select(FirstResponseFigures.OfGroup.Of)],
                shown,
                LaterCycles.Of(later, cycles),
                next));
        }

        private static object Parameters(GetFirstResponse request, Report<Key> report, IReadOnlyList<CaseRow>? rows = null) => new
        {
            GroupBy = request.GroupBy.Word(),
            request.Customer,
            request.Manager,
            Channel = request.Channel.Word(),
            request.Kind,
            request.Product,
            request.Appeal,
            Outcome = request.Outcome.Word(),
            report.Period.Start,
            report.Period.Before,
            report.Period.AsOf,
            request.IncludeArchived,
            LastStartedAt = report.Last?.StartedAt,
            LastCaseId = report.Last?.CaseId,
            request.Limit,
            Shown = rows?.Take(request.Limit).Select(row => row.CaseId).ToArray() ?? [],
        };
    }

    internal override async Task Check(References references, CancellationToken ct)
    {
        await references.MustExist<CustomerId>("customer", Customer is { } customer ? new(customer) : null, ct);
        await references.MustExist<UserId>("manager", Manager is { } manager ? new(manager) : null, ct);
        await references.MustExist<ProductId>("product", Product is { } product ? new(product) : null, ct);
        await references.MustExist<AppealId>("appeal", Appeal is { } appeal ? new(appeal) : null, ct);
    }
}

/// <summary>By what the figures are broken down; the manager is whose appeal it was at its start or response, else who answered for the customer then.</summary>
public enum FirstResponseGroup { Channel, Kind, Product, Manager, ManagerAtResponse }

/// <summary>How a case stands: answered within the threshold or late, or unanswered beyond it or not yet.</summary>
public enum CaseOutcome { Within, Late, Overdue, Waiting }
