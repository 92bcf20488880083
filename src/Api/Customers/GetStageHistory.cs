using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Customers;

/// <summary>GET /api/reports/stage-history — how relationships changed: as a list, one customer's intervals, a matrix, or the states at an instant.</summary>
public sealed record GetStageHistory(
    StageHistoryView View = StageHistoryView.List,
    StageSource Source = StageSource.Derived,
    Guid? Customer = null,
    Guid? Manager = null,
    [StageWord] string? Stage = null,
    StageClass? Class = null,
    StageArrow? Arrow = null,
    bool IncludeRevoked = false) : ReportRequest
{
    public const string Name = "stage-history";

    public sealed class Handler(ReportBuilds builds, References references) : IRequestHandler<GetStageHistory, IResult>
    {
        public async Task<IResult> Handle(GetStageHistory request, CancellationToken ct)
        {
            await request.Check(references, ct);
            await using var report = await builds.Open<StageHistoryKey>("stages", request, ct);
            return await (request.View switch
            {
                StageHistoryView.List => StageHistoryList.Answer(report, request, ct),
                StageHistoryView.Intervals => StageHistoryIntervals.Answer(report, request, ct),
                StageHistoryView.Matrix => StageHistoryMatrix.Answer(report, request, ct),
                _ => StageHistoryStates.Answer(report, request, ct),
            });
        }
    }

    internal override async Task Check(References references, CancellationToken ct)
    {
        await references.MustExist<CustomerId>("customer", Customer is { } customer ? new(customer) : null, ct);
        await references.MustExist<UserId>("manager", Manager is { } manager ? new(manager) : null, ct);
    }

    /// <summary>The request as the parameters of every view's SQL.</summary>
    internal object Parameters(Report<StageHistoryKey> report) => new
    {
        IsRecorded = Source == StageSource.Recorded,
        IncludeRevoked,
        report.Period.Start,
        report.Period.End,
        report.Period.Before,
        report.Period.AsOf,
        Customer,
        Manager,
        Stage,
        Class = Class.Word(),
        Arrow = Arrow.Word(),
        IncludeArchived,
        report.Definition,
        LastAt = report.Last?.At,
        LastCustomerId = report.Last?.CustomerId,
        LastOrdinal = report.Last?.Ordinal,
        Limit,
    };
}

/// <summary>What of the stages is shown.</summary>
public enum StageHistoryView { List, Intervals, Matrix, States }

/// <summary>The timeline under the build's definition, or what was recorded at the time.</summary>
public enum StageSource { Derived, Recorded }

/// <summary>What orders and tells apart the rows of the list and the intervals.</summary>
public sealed record StageHistoryKey(DateTimeOffset At, Guid CustomerId, long Ordinal);
