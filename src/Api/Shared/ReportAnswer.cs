using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// A report with its stamp: as JSON, or its rows as CSV. The file holds nothing but header and rows, which every spreadsheet survives.
/// Its last column repeats the stamp in short on every line, so that no figure loses it when the file is saved, sorted or copied from;
/// the whole stamp is in the header <c>X-Stamp</c>, and the file's name begins the rows' SHA-256, by which the two are matched.
/// </summary>
internal static class ReportAnswer
{
    // Header values are ASCII; everything else is escaped.
    private static readonly JsonSerializerOptions ForHeader = new(ApiJson.Options) { Encoder = JavaScriptEncoder.Default };

    /// <param name="format">How the caller wants it.</param>
    /// <param name="answer">The JSON answer, which has the stamp as its first property.</param>
    /// <param name="stamp">The stamp.</param>
    /// <param name="rows">What becomes the rows of the CSV file.</param>
    /// <param name="next">The cursor of the next page, where there is one.</param>
    public static IResult Of<TRow>(Format format, object answer, Stamp stamp, IReadOnlyList<TRow> rows, string? next = null) =>
        format == Format.Csv ? CsvOf(Csv.Write(rows, ("stamp", stamp.InShort)), stamp, stamp.Report, stamp, next) : Results.Json(answer);

    /// <param name="csv">The file.</param>
    /// <param name="whole">What the header <c>X-Stamp</c> says.</param>
    /// <param name="name">Begins the file's name.</param>
    /// <param name="stamp">Has the instant and the SHA-256 that the name goes on with.</param>
    /// <param name="next">The cursor of the next page, where there is one.</param>
    public static IResult CsvOf(string csv, object whole, string name, Stamp stamp, string? next) => new CsvResult(csv, whole, name, stamp, next);

    private sealed class CsvResult(string csv, object whole, string name, Stamp stamp, string? next) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.ContentType = "text/csv; charset=utf-8; header=present";
            http.Response.Headers[Headers.StampName] = JsonSerializer.Serialize(whole, whole.GetType(), ForHeader);
            if (next is not null) http.Response.Headers[Headers.NextName] = next;
            http.Response.Headers.ContentDisposition = string.Create(CultureInfo.InvariantCulture,
                $"attachment; filename=\"{name}_{stamp.AsOf.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}_{stamp.Sha256[..8]}.csv\"");
            return http.Response.WriteAsync(csv, Encoding.UTF8, http.RequestAborted);
        }
    }
}
