using CsvHelper;

namespace EventSourcedCrm.Host.Imports;

/// <summary>A text file whose first line names its columns, separated by commas or, where the kind says so, by blanks.</summary>
internal sealed class TextTable(string path, IReadOnlyList<string> expected, bool separatedByBlanks = false)
{
    private const char NotUtf8 = '\uFFFD'; // what decoding puts where bytes are no character

    private sealed record Line(int Number, string Text, string[] Fields, bool Broken);

    private readonly string _file = Path.GetFileName(path);

    /// <summary>Every line after the first; those that are no row go to <paramref name="reject"/>.</summary>
    /// <exception cref="ImportRefusedException">The first line does not name every column expected.</exception>
    public IEnumerable<Row> Rows(Action<RejectedRow> reject)
    {
        using var lines = (separatedByBlanks ? Blanks(path) : Commas(path)).GetEnumerator();
        var columns = Columns(lines.MoveNext() ? lines.Current : null);
        var width = columns.Width;
        while (lines.MoveNext())
        {
            var line = lines.Current;
            if (Flaw(line, width) is { } flaw) reject(new(_file, line.Number, flaw, line.Text));
            else yield return new(_file, line.Number, line.Text, columns.ByName, line.Fields);
        }
    }

    private (IReadOnlyDictionary<string, int> ByName, int Width) Columns(Line? first)
    {
        if (first is { } line && NotText(line.Text) is { } flaw) throw new ImportRefusedException($"{_file} cannot be imported: its first line {flaw}");

        var byName = new Dictionary<string, int>();
        var names = first?.Fields ?? [];
        for (var i = 0; i < names.Length; i++) byName.TryAdd(names[i].Trim('\uFEFF', ' '), i); // a name that occurs twice means its first column
        var missing = expected.Where(name => !byName.ContainsKey(name)).ToArray();
        return missing.Length == 0 ? (byName, names.Length) : throw new ImportRefusedException(
            $"{_file} lacks {(missing.Length == 1 ? "the column" : "the columns")} {string.Join(", ", missing)}. Its first line must name {string.Join(", ", expected)}.");
    }

    private static string? Flaw(Line line, int width) => line switch
    {
        _ when NotText(line.Text) is { } flaw => $"The line {flaw}",
        { Broken: true } => "The line has a quotation mark that is not closed or not where one may be.",
        _ when line.Fields.Length != width => $"The line has {line.Fields.Length} fields instead of {width}.",
        _ => null,
    };

    private static string? NotText(string text) =>
        text.Contains('\0') ? "contains U+0000; UTF-8 text was expected." : text.Contains(NotUtf8) ? "is not UTF-8 text." : null;

    private static IEnumerable<Line> Blanks(string path)
    {
        using var text = new StreamReader(path);
        var number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) yield return new(number, line, line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), false);
        }
    }

    private static IEnumerable<Line> Commas(string path)
    {
        var broken = new HashSet<long>();
        using var csv = CsvReader.FromFile(path, CsvReaderOptions.Default with
        {
            Separator = ',',
            HasHeader = false,
            AllowLineBreaksInQuotes = false, // else one quotation mark too many takes the rest of the file with it
            TrackLineNumbers = true,
            OnMalformedRecord = record => broken.Add(record.LineNumber),
        });
        while (csv.Read())
            yield return new((int)csv.LineNumber, csv.Current.ToString(), csv.Current.ToArray(), broken.Contains(csv.LineNumber));
    }
}
