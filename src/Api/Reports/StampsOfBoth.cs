using EventSourcedCrm.Api.Shared;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Reports;

/// <summary>The stamps of the two sides of a comparison; the SHA-256 of both is that of the rows of the answer.</summary>
internal sealed record StampsOfBoth(Stamp Left, Stamp Right)
{
    /// <summary>A file whose last two columns name both sides on every line.</summary>
    public IResult Csv<TRow>(IReadOnlyList<TRow> rows, string? next = null) =>
        ReportAnswer.CsvOf(Shared.Csv.Write(rows, ("stampLeft", Left.InShort), ("stampRight", Right.InShort)), this, $"{Left.Report}_compared", Left, next);

    /// <summary>The sentence that says of which time the figures are.</summary>
    public string When(Period period, Side side) => period switch
    {
        { From: null, To: null } => $"As of {side.On(period.AsOf)}, position {Left.Position} of the log, dates in {Left.Zone}.",
        _ => $"From {(period.From is { } from ? side.On(from) : "the beginning")} until {(period.To is { } to ? side.On(to) : side.On(period.AsOf))}, as of {side.On(period.AsOf)}, "
            + $"position {Left.Position} of the log, dates in {Left.Zone}.",
    };
}
