using System.Globalization;
using System.Text.Json;

namespace EventSourcedCrm.Host.Bench;

/// <summary>The figures as a table for people and as JSON for programs, with the machine and what it was doing besides.</summary>
public sealed record BenchReport(Machine Machine, string LoadBefore, string LoadAfter, IReadOnlyList<Figure> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The system's load over 1, 5 and 15 minutes.</summary>
    public static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToTable()
    {
        string[][] rows = [["figure", "value", "raw limit", "ratio", "target", ""], .. Figures.Select(Cells)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var lines = rows.Select(row => string.Join("  ", row.Select((cell, i) => i is 1 or 3 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        return $"{string.Join('\n', lines)}\n\n{Machine}; load average {LoadBefore} before, {LoadAfter} after. With other work on the machine trust the ratios, not the values.";
    }

    private static string[] Cells(Figure figure) =>
    [
        figure.Name,
        $"{Number(figure.Value)} {figure.Unit}",
        figure.Raw is { } raw ? $"{Number(raw)} ({figure.RawIs})" : "",
        figure.Ratio is { } ratio ? Number(ratio) : "",
        figure.Target ?? "",
        figure.Met switch { true => "met", false => "NOT MET", null => "" },
    ];

    private static string Number(double value) => value.ToString(value >= 1_000 ? "N0" : value >= 100 ? "F0" : value >= 10 ? "F1" : "F2", CultureInfo.InvariantCulture);
}
