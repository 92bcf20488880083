using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Reports;

/// <summary>What a comparison found, before it is written.</summary>
internal sealed record Comparison(
    IReadOnlyList<ChangedParameter> Meaning, IReadOnlyList<TotalOfBoth> Totals, IReadOnlyList<FigureOfBoth> Figures, IReadOnlyList<CauseCount> Causes,
    IReadOnlyList<Difference> Rows, string? Next, int LeftOutOnTheLeft, int LeftOutOnTheRight)
{
    private sealed record Page(
        Stamp Left, Stamp Right, IReadOnlyList<ChangedParameter> Meaning, IReadOnlyList<TotalOfBoth> Totals, IReadOnlyList<FigureOfBoth> Figures, RowCounts Differ, IReadOnlyList<CauseCount> Causes,
        IReadOnlyList<Difference> Rows, string? Next);

    private sealed record RowCounts(long Added, long Removed, long Changed);

    private sealed record Line(
        RowChange Change, Guid Id, DateTimeOffset? At, Guid? CustomerId, string? Customer, string Left, string Right, string Cause, string Reason, string Totals);

    public IResult Answer(ReportAnatomy anatomy, ReportRequest asked, Period period, Side left, Side right, ComparisonFormat format)
    {
        var stamps = new StampsOfBoth(
            Stamp.Of(anatomy.Report, left.Build, asked.Resolved(period), period.AsOf, Rows, LeftOutOnTheLeft),
            Stamp.Of(anatomy.Report, right.Build, asked.Resolved(period), period.AsOf, Rows, LeftOutOnTheRight));
        return format switch
        {
            ComparisonFormat.Csv => stamps.Csv([.. Rows.Select(LineOf)], Next),
            ComparisonFormat.Html => Html(anatomy, period, left, right, stamps),
            _ => Results.Json(new Page(stamps.Left, stamps.Right, Meaning, Totals, Figures, Counts, Causes, Rows, Next)),
        };
    }

    private RowCounts Counts => new(Count(RowChange.Added), Count(RowChange.Removed), Count(RowChange.Changed));

    private long Count(RowChange change) => Causes.Where(cause => cause.Change == change).Sum(cause => cause.Rows);

    private static Line LineOf(Difference row) => new(
        row.Change, row.Id, row.At, row.CustomerId, row.Customer, row.Heads.Left, row.Heads.Right, row.Cause, row.Reason,
        string.Join("; ", row.Totals.Select(total => $"{total.Key} {HtmlPage.Signed(total.Value)}")));

    private IResult Html(ReportAnatomy anatomy, Period period, Side left, Side right, StampsOfBoth stamps)
    {
        var differ = Counts.Added + Counts.Removed + Counts.Changed;
        var page = new HtmlPage($"{anatomy.Report}: {right.Label} beside {left.Label}")
            .Sentence(stamps.When(period, left))
            .Sentence(differ == 0 ? "The two do not differ." : $"{differ} rows differ: {Counts.Added} added, {Counts.Removed} removed, {Counts.Changed} changed.");
        if (Meaning.Count > 0)
            page.Heading("What was changed").Table(["Parameter", left.Label, right.Label], Meaning.Select(change => new object?[] { change.Parameter, change.Left ?? "none", change.Right ?? "none" }));
        page.Heading("Totals").Table(["Total", left.Label, right.Label, "Difference"],
            Totals.Select(total => new object?[] { total.Total, total.Left, total.Right, HtmlPage.Signed(total.Difference) }));
        if (Figures.Count > 0)
            page.Heading("Figures").Table(["Figure", left.Label, right.Label], Figures.Select(figure => new object?[] { figure.Figure, Rounded(figure.Left), Rounded(figure.Right) }));
        if (differ > 0)
            page.Heading("Causes").Table(["Cause", "", "Rows"], Causes.Select(cause => new object?[] { cause.Cause, cause.Change.ToString().ToLowerInvariant(), cause.Rows }))
                .Heading(Next is null ? "Rows" : $"Rows: {Rows.Count} of {differ}")
                .Table(["Customer", left.Label, right.Label, "Reason"], Rows.Select(row => new object?[] { row.Customer, row.Heads.Left, row.Heads.Right, row.Reason }));
        return page.Footer([stamps.Left.InShort, stamps.Right.InShort]).ToResult();
    }

    private static object? Rounded(double? figure) => figure is { } value ? Math.Round(value, 3) : null;
}

/// <summary>A figure on both sides that no rows add up to.</summary>
public sealed record FigureOfBoth(string Figure, double? Left, double? Right);
