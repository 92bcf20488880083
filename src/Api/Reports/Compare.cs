using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using MediatR;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Reports;

/// <summary>
/// GET /api/compare/{report} — what a report says under two definitions, or in two builds, that know the same facts: the totals of both,
/// the causes of what differs, and every row that does with its reason.
/// </summary>
internal sealed record Compare(ReportAnatomy Anatomy, ReportRequest Asked, Sides Sides) : IRequest<IResult>
{
    private sealed record Place(RowKey Last, string Right);

    public sealed class Handler(ReportBuilds builds, References references, IEventLog log) : IRequestHandler<Compare, IResult>
    {
        public async Task<IResult> Handle(Compare request, CancellationToken ct)
        {
            var (anatomy, asked, sides) = request;
            await asked.Check(references, ct);
            var filters = new { asked.Filters, sides.Left, sides.Right };
            var cursor = Cursor<Place>.Read(asked.Cursor, filters);
            var (one, other) = await builds.OpenBoth(anatomy.Projection, asked, cursor?.Build ?? sides.Left, cursor?.Last.Right ?? sides.Right, ct);
            await using var first = one;
            await using var second = other;
            var period = Period.Of(asked, one.Build, cursor?.AsOf, asked.Context.Now);
            var (left, right) = Side.Of(one, other, await DefinitionBooks.Read(log, ct));

            var pairs = RowMerge.Of(left.Rows(anatomy, period), right.Rows(anatomy, period), ct);
            var tally = await ComparisonTally.Of(pairs, anatomy, cursor?.Last.Last, asked.Limit);
            var shown = tally.Page.Take(asked.Limit).ToList();
            var next = tally.Page.Count > asked.Limit ? Cursor<Place>.Write(new(shown[^1].Key, right.Build.Name), left.Build, period.AsOf, filters) : null;
            var comparison = new Comparison(
                Side.Changes(left, right), tally.Totals, await Figures(anatomy, period, left, right, ct), tally.Causes, await Tell(anatomy, period, left, right, shown, ct), next,
                await LeftOut(anatomy, period, left, ct), await LeftOut(anatomy, period, right, ct));
            return comparison.Answer(anatomy, asked, period, left, right, sides.Format);
        }

        private static async Task<IReadOnlyList<Difference>> Tell(ReportAnatomy anatomy, Period period, Side left, Side right, IReadOnlyList<RowDifference> rows, CancellationToken ct)
        {
            var keys = rows.Select(row => row.Key).ToList();
            var before = (await anatomy.Tell(left, period, keys, ct)).ToDictionary(story => story.Key);
            var after = (await anatomy.Tell(right, period, keys, ct)).ToDictionary(story => story.Key);
            return [.. rows.Select(row => Difference.Of(row, before[row.Key], left.Label, after[row.Key], right.Label))];
        }

        private static async Task<IReadOnlyList<FigureOfBoth>> Figures(ReportAnatomy anatomy, Period period, Side left, Side right, CancellationToken ct) =>
            [.. (await anatomy.Figures(left, period, ct)).Zip(await anatomy.Figures(right, period, ct), (before, after) => new FigureOfBoth(before.Name, before.Value, after.Value))];

        private static async Task<int> LeftOut(ReportAnatomy anatomy, Period period, Side side, CancellationToken ct) =>
            (int)(await side.Query<long>(anatomy.LeftOut, anatomy.Parameters(period), ct)).Single();
    }
}

/// <summary>A row that differs between two builds, with what each says of it.</summary>
/// <param name="Change">Added on the right, removed there, or changed.</param>
/// <param name="Id">The customer or the appeal the row is of.</param>
/// <param name="At">When, for rows of which one customer may have several.</param>
/// <param name="Left">The row as the left side has it; null where it has none.</param>
/// <param name="Right">The same on the right.</param>
/// <param name="Cause">What it is counted under.</param>
/// <param name="Reason">What each side says, from the data: the right one first.</param>
/// <param name="Totals">What the row adds to each total, from left to right.</param>
internal sealed record Difference(
    RowChange Change, Guid Id, DateTimeOffset? At, Guid? CustomerId, string? Customer, object? Left, object? Right, string Cause, string Reason,
    IReadOnlyDictionary<string, int> Totals)
{
    internal static Difference Of(RowDifference row, RowStory left, string leftLabel, RowStory right, string rightLabel) => new(
        row.Change, row.Key.Id, row.Key.At, right.CustomerId ?? left.CustomerId, right.Customer ?? left.Customer, left.Row, right.Row, row.Cause,
        $"{right.Under(rightLabel)}; {left.Under(leftLabel)}", row.Totals)
    {
        Heads = (left.Head, right.Head),
    };

    /// <summary>What each side says in a clause.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public (string Left, string Right) Heads { get; private init; }
}
