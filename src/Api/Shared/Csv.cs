using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Rows as a table a spreadsheet opens (RFC 4180): a header of field names, values as the JSON answer has them.</summary>
internal static class Csv
{
    /// <param name="rows">The lines after the header.</param>
    /// <param name="same">A last column that says the same on every line.</param>
    public static string Write<TRow>(IReadOnlyList<TRow> rows, params (string Name, string Value)[] same)
    {
        var columns = ApiJson.Options.GetTypeInfo(typeof(TRow)).Properties.Where(property => property.Get is not null).ToList();
        var text = new StringBuilder();
        Line(text, [.. columns.Select(column => column.Name), .. same.Select(column => column.Name)]);
        foreach (var row in rows)
            Line(text,
            [
                .. columns.Select(column => Cell(JsonSerializer.SerializeToElement(column.Get!(row!), column.PropertyType, ApiJson.Options))),
                .. same.Select(column => column.Value),
            ]);
        return text.ToString();
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quote)).Append("\r\n");

    private static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => Disarm(value.GetString()!),
        _ => value.GetRawText(),
    };

    // A spreadsheet would run text that begins like a formula; a phone number or an amount may begin with a sign.
    private static string Disarm(string text) =>
        text is ['=' or '@' or '\t' or '\r', ..] || text is ['+' or '-', ..] && !text.All(c => char.IsAsciiDigit(c) || "+-. ()".Contains(c))
            ? "'" + text
            : text;

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny("\",\r\n") < 0 ? cell : string.Create(CultureInfo.InvariantCulture, $"\"{cell.Replace("\"", "\"\"")}\"");
}
