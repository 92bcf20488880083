using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Imports;

/// <summary>A line of a file that cannot be imported, and why.</summary>
public sealed record RejectedRow(string File, int Line, string Reason, string Text);

/// <summary>Why a row cannot be imported, said while it is read.</summary>
internal sealed class RowRejectedException(string reason) : Exception(reason);

/// <summary>A line of a file, its fields by the names of their columns.</summary>
internal sealed class Row(string file, int line, string text, IReadOnlyDictionary<string, int> columns, string[] fields)
{
    private static readonly string[] TimeFormats = ["yyyy/MM/dd HH:mm:ss.fff", "yyyy/MM/dd HH:mm:ss"];

    public int Line => line;

    public string ContentHash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', fields))));

    /// <summary>The field without blanks around it.</summary>
    public string this[string column] => fields[columns[column]].Trim();

    public RejectedRow Rejected(string reason) => new(file, line, reason, text);

    /// <summary>The same for the same line of whatever file of the kind, wherever it stands; equal lines are told apart by their ordinal.</summary>
    public Guid Identity(string kind, int ordinal) => DerivedId.From(kind, "row", ContentHash, ordinal.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="RowRejectedException">The field is empty.</exception>
    public string Required(string column) =>
        this[column] is { Length: > 0 } value ? value : throw new RowRejectedException($"{column} is empty.");

    public DateOnly? DateOrNone(string column, string format) => this[column].Length == 0 ? null : Date(column, format);

    public DateOnly Date(string column, string format) =>
        DateOnly.TryParseExact(Required(column), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new RowRejectedException($"{column} is \"{this[column]}\", not a date such as {new DateOnly(2017, 12, 31).ToString(format, CultureInfo.InvariantCulture)}.");

    /// <summary>A time without a zone, taken as UTC.</summary>
    public DateTimeOffset UtcTime(string column) =>
        DateTimeOffset.TryParseExact(Required(column), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new RowRejectedException($"{column} is \"{this[column]}\", not a time such as 2012/10/09 14:50:17.000.");

    /// <summary>More than nothing.</summary>
    public decimal Quantity(string column) => Number(column) is var quantity && quantity > 0
        ? quantity
        : throw new RowRejectedException($"{column} is {this[column]}, but a quantity must be more than 0.");

    public Money Amount(string column, string currency)
    {
        var amount = new Money(Number(column), currency);
        return amount.Check() is { } flaw ? throw new RowRejectedException($"{column} is {this[column]}. {flaw.Sentence}") : amount;
    }

    private decimal Number(string column) =>
        decimal.TryParse(Required(column), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RowRejectedException($"{column} is \"{this[column]}\", not a number.");
}
