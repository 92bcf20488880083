using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A page to read and to print: headings, sentences and tables, with nothing from elsewhere. Every text is escaped.</summary>
internal sealed class HtmlPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;color:#1c2430;background:#fff;max-width:72rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.6rem;margin:0 0 .2rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}
        p{margin:.3rem 0;color:#46505f}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #e3e6ea}
        th{font-weight:600;color:#46505f;border-bottom:2px solid #c9cfd6}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        footer{margin-top:2.5rem;font-size:.8rem;color:#6b7480;overflow-wrap:anywhere}
        @media print{body{margin:0;max-width:none}}
        """;

    private readonly StringBuilder _body = new();

    public HtmlPage(string title)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{Text(title)}</title><style>{Style}</style></head><body><h1>{Text(title)}</h1>");
    }

    public HtmlPage Sentence(string sentence) => Append($"<p>{Text(sentence)}</p>");

    public HtmlPage Heading(string heading) => Append($"<h2>{Text(heading)}</h2>");

    /// <param name="columns">The heads.</param>
    /// <param name="rows">A cell a column; numbers stand to the right.</param>
    public HtmlPage Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var lines = rows.ToList();
        var isNumber = columns.Select((_, i) => lines.Count > 0 && lines.All(line => line[i] is null or long or int or double)).ToList();
        Append("<table><thead><tr>");
        for (var i = 0; i < columns.Count; i++) Append($"<th{Class(isNumber[i])}>{Text(columns[i])}</th>");
        Append("</tr></thead><tbody>");
        foreach (var line in lines)
        {
            Append("<tr>");
            for (var i = 0; i < columns.Count; i++) Append($"<td{Class(isNumber[i])}>{Text(Convert.ToString(line[i], CultureInfo.InvariantCulture) ?? "")}</td>");
            Append("</tr>");
        }
        return Append("</tbody></table>");
    }

    public HtmlPage Footer(IEnumerable<string> lines) => Append($"<footer>{string.Concat(lines.Select(line => $"<div>{Text(line)}</div>"))}</footer>");

    public IResult ToResult() => new Result($"{_body}</body></html>");

    /// <summary>A number with the sign of its direction, as in +12.</summary>
    public static string Signed(long number) => number.ToString("+0;−0;0", CultureInfo.InvariantCulture);

    private static string Class(bool isNumber) => isNumber ? " class=\"n\"" : "";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private HtmlPage Append(string html)
    {
        _body.Append(html);
        return this;
    }

    private sealed class Result(string html) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return http.Response.WriteAsync(html, Encoding.UTF8, http.RequestAborted);
        }
    }
}
