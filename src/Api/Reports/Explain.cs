using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Reports;

/// <summary>
/// GET /api/reports/{report}/explain — what makes a figure: the rows counted in it, each with what the build says of it; and where one
/// customer or appeal is named, the facts that make its row, or that keep it off the report. Evaluated alone they give the same figure.
/// </summary>
internal sealed record Explain(ReportAnatomy Anatomy, ReportRequest Asked) : IRequest<IResult>
{
    private sealed record Answer(
        Stamp Stamp, long Figure, IReadOnlyList<TotalOf> Totals, string? NotThere, IReadOnlyList<Contribution> Rows, string? Next, IReadOnlyList<ExplainingFact>? Facts);

    /// <param name="Counts">What the row adds to the figure.</param>
    private sealed record Contribution(Guid Id, DateTimeOffset? At, int Nth, Guid? CustomerId, string? Customer, string CountedAs, int Counts, object? Row, string Says);

    private sealed record TotalOf(string Total, long Rows);

    private sealed record Count(string CountedAs, long Rows);

    public sealed class Handler(ReportBuilds builds, References references, IEventLog log) : IRequestHandler<Explain, IResult>
    {
        public async Task<IResult> Handle(Explain request, CancellationToken ct)
        {
            var (anatomy, asked) = request;
            await asked.Check(references, ct);
            await using var report = await builds.Open<RowKey>(anatomy.Projection, asked, ct);
            var side = new Side(report.Snapshot, report.Definition, await DefinitionBooks.Read(log, ct));
            var totals = await Totals(anatomy, report, side, ct);
            var rows = await Rows(anatomy, asked, report, side, ct);
            var leftOut = await report.Single<long>(anatomy.LeftOut, anatomy.Parameters(report.Period), ct);
            if (anatomy.Named is not { } named)
                return report.AnswerPage(anatomy.Report, rows, leftOut, Key, (stamp, shown, next) => new Answer(stamp, totals[0].Rows, totals, null, shown, next, null));
            var notThere = rows.Count == 0 ? (await anatomy.Tell(side, report.Period, [new(named, null, 0)], ct)).Single().ToString() : null;
            var facts = await new ExplainingFacts(log, side, report.Period).Of(anatomy, named, ct);
            return report.Answer(anatomy.Report, facts, leftOut, stamp => new Answer(stamp, totals[0].Rows, totals, notThere, rows, null, facts));
        }

        private static async Task<IReadOnlyList<TotalOf>> Totals(ReportAnatomy anatomy, Report<RowKey> report, Side side, CancellationToken ct)
        {
            var totals = new TotalsOfBoth(anatomy);
            foreach (var count in await side.Query<Count>(anatomy.Counts, anatomy.Parameters(report.Period), ct)) totals.Add(count.CountedAs, count.Rows, 0);
            return [.. totals.All.Select(total => new TotalOf(total.Total, total.Left))];
        }

        private static async Task<IReadOnlyList<Contribution>> Rows(ReportAnatomy anatomy, ReportRequest asked, Report<RowKey> report, Side side, CancellationToken ct)
        {
            var parameters = anatomy.Parameters(report.Period);
            parameters.AddDynamicParams(new { LastId = report.Last?.Id, LastAt = report.Last?.At, LastNth = report.Last?.Nth, asked.Limit });
            var rows = await side.Query<ComparedRow>(anatomy.Page, parameters, ct);
            var stories = (await anatomy.Tell(side, report.Period, [.. rows.Select(row => row.Key)], ct)).ToDictionary(story => story.Key);
            return [.. rows.Select(row => Of(row, stories[row.Key]))];
        }

        private static Contribution Of(ComparedRow row, RowStory story) =>
            new(row.Id, row.At, row.Nth, story.CustomerId, story.Customer, row.CountedAs!, 1, story.Row, story.ToString());

        private static RowKey Key(Contribution row) => new(row.Id, row.At, row.Nth);
    }
}
