using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;
using Microsoft.AspNetCore.Http;
using NodaTime;
using Period = EventSourcedCrm.Api.Shared.Period;

namespace EventSourcedCrm.Api.Reports;

/// <summary>
/// GET /api/compare/{report}/back-test — the totals of a report for each of the last whole calendar months under two definitions,
/// as they stood at the end of the month.
/// </summary>
internal sealed record BackTest(ReportAnatomy Anatomy, ReportRequest Asked, MonthlySides Sides) : IRequest<IResult>
{
    private sealed record Row(string Month, DateTimeOffset From, DateTimeOffset To, string Total, long Left, long Right, long Difference);

    private sealed record Page(Stamp Left, Stamp Right, IReadOnlyList<ChangedParameter> Meaning, IReadOnlyList<MonthOfBoth> Months);

    private sealed record MonthOfBoth(string Month, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<TotalOfBoth> Totals);

    private sealed record Count(string CountedAs, long Rows);

    public sealed class Handler(ReportBuilds builds, References references, IEventLog log) : IRequestHandler<BackTest, IResult>
    {
        public async Task<IResult> Handle(BackTest request, CancellationToken ct)
        {
            var (anatomy, asked, sides) = request;
            if (asked.From is not null || asked.To is not null) throw new RejectedException(Problem.Field(asked.From is not null ? "from" : "to", "The periods are calendar months: say how many, and asOf."));
            if (asked.Cursor is not null) throw new RejectedException(Problem.Field("cursor", "All months are on one page."));
            await asked.Check(references, ct);
            var (one, other) = await builds.OpenBoth(anatomy.Projection, asked, sides.Left, sides.Right, ct);
            await using var first = one;
            await using var second = other;
            var (left, right) = Side.Of(one, other, await DefinitionBooks.Read(log, ct));
            var period = Period.Of(asked, one.Build, null, asked.Context.Now);

            List<MonthOfBoth> months = [];
            foreach (var (name, month) in MonthsBefore(period.AsOf, sides.Months, one.Build.TimeZone))
                months.Add(new(name, month.Start, month.AsOf, await TotalsOf(anatomy, month, left, right, ct)));
            return Answer(request, period, left, right, months);
        }

        private static async Task<IReadOnlyList<TotalOfBoth>> TotalsOf(ReportAnatomy anatomy, Period month, Side left, Side right, CancellationToken ct)
        {
            var counts = await Task.WhenAll(left.Query<Count>(anatomy.Counts, anatomy.Parameters(month), ct), right.Query<Count>(anatomy.Counts, anatomy.Parameters(month), ct));
            var totals = new TotalsOfBoth(anatomy);
            foreach (var count in counts[0]) totals.Add(count.CountedAs, count.Rows, 0);
            foreach (var count in counts[1]) totals.Add(count.CountedAs, 0, count.Rows);
            return totals.All;
        }
    }

    /// <summary>The last whole months before an instant, oldest first, each as of its end.</summary>
    private static IEnumerable<(string Name, Period Month)> MonthsBefore(DateTimeOffset asOf, int months, DateTimeZone zone)
    {
        var current = Instant.FromDateTimeOffset(asOf).InZone(zone).Date.ToYearMonth();
        for (var ago = months; ago > 0; ago--)
        {
            var (from, to) = (StartOf(current.PlusMonths(-ago), zone), StartOf(current.PlusMonths(1 - ago), zone));
            yield return (current.PlusMonths(-ago).ToString("uuuu-MM", null), new(from, to, to));
        }
    }

    private static DateTimeOffset StartOf(YearMonth month, DateTimeZone zone) => zone.AtStartOfDay(month.OnDayOfMonth(1)).ToDateTimeOffset().ToUniversalTime();

    private static IResult Answer(BackTest request, Period period, Side left, Side right, IReadOnlyList<MonthOfBoth> months)
    {
        var rows = months.SelectMany(month => month.Totals.Select(total => new Row(month.Month, month.From, month.To, total.Total, total.Left, total.Right, total.Difference))).ToList();
        var (anatomy, asked, sides) = request;
        var stamps = new StampsOfBoth(
            Stamp.Of(anatomy.Report, left.Build, asked.Resolved(period), period.AsOf, rows), Stamp.Of(anatomy.Report, right.Build, asked.Resolved(period), period.AsOf, rows));
        var changes = Side.Changes(left, right);
        return sides.Format switch
        {
            ComparisonFormat.Csv => stamps.Csv(rows),
            ComparisonFormat.Html => Html(anatomy, left, right, changes, months, stamps),
            _ => Results.Json(new Page(stamps.Left, stamps.Right, changes, months)),
        };
    }

    private static IResult Html(ReportAnatomy anatomy, Side left, Side right, IReadOnlyList<ChangedParameter> changes, IReadOnlyList<MonthOfBoth> months, StampsOfBoth stamps)
    {
        var page = new HtmlPage($"{anatomy.Report}, {months.Count} months: {right.Label} beside {left.Label}")
            .Sentence($"Each month as it stood at its end, position {stamps.Left.Position} of the log, dates in {stamps.Left.Zone}.");
        if (changes.Count > 0)
            page.Heading("What was changed").Table(["Parameter", left.Label, right.Label], changes.Select(change => new object?[] { change.Parameter, change.Left ?? "none", change.Right ?? "none" }));
        foreach (var total in months.SelectMany(month => month.Totals).Select(total => total.Total).Distinct())
            page.Heading(total).Table(["Month", left.Label, right.Label, "Difference"], months.Select(month =>
            {
                var (_, before, after) = month.Totals.FirstOrDefault(of => of.Total == total) ?? new(total, 0, 0);
                return new object?[] { month.Month, before, after, HtmlPage.Signed(after - before) };
            }));
        return page.Footer([stamps.Left.InShort, stamps.Right.InShort]).ToResult();
    }
}
