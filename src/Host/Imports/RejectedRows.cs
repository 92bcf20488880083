using System.Globalization;
using CsvHelper;

namespace EventSourcedCrm.Host.Imports;

/// <summary>The file in which a person finds the rows that were not imported, with reasons, in the order they stood in.</summary>
internal static class RejectedRows
{
    /// <returns>The path of the file.</returns>
    public static string Write(string folder, string kind, DateTimeOffset now, IEnumerable<RejectedRow> rows)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{kind}-{now.UtcDateTime:yyyyMMdd-HHmmss-fff}.rejected.csv"));
        using var csv = CsvWriter.ToFile(path);
        csv.WriteRecord("file", "line", "reason", "text");
        foreach (var row in rows.OrderBy(row => row.File, StringComparer.Ordinal).ThenBy(row => row.Line))
            csv.WriteRecord(row.File, row.Line.ToString(CultureInfo.InvariantCulture), row.Reason, row.Text);
        return path;
    }
}
