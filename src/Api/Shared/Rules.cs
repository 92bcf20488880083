using System.Collections;
using System.Globalization;
using System.Net.Mail;

namespace EventSourcedCrm.Api.Shared;

/// <summary>What a field of a request must keep to; on a list, each of its items. Null means kept, else a sentence says what is wrong.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class RuleAttribute : Attribute
{
    public abstract string? Broken(object value, DateTimeOffset now);
}

/// <summary>The longest text accepted, in UTF-16 units, where 200 is not right.</summary>
public sealed class LongestAttribute(int length) : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) =>
        value is string text && text.Length > length ? $"At most {length} characters are accepted." : null;
}

/// <summary>The most items accepted in a list, where 100 is not right.</summary>
public sealed class MostAttribute(int items) : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) =>
        value is ICollection list && list.Count > items ? $"At most {items} items are accepted." : null;
}

/// <summary>Text that can be an e-mail address.</summary>
public sealed class EmailAttribute : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) =>
        value is string text && !(MailAddress.TryCreate(text, out var address) && address.Address == text) ? "This is not an e-mail address." : null;
}

/// <summary>A date of birth: an ISO date not in the future, or <c>--MM-dd</c> without its year.</summary>
public sealed class BirthdayAttribute : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) => value switch
    {
        string text when text.StartsWith("--", StringComparison.Ordinal) => Parse("2000-" + text[2..]) is null ? Wanted : null,
        string text => Parse(text) switch
        {
            null => Wanted,
            { Year: < 1900 } => "Dates before 1900 are not accepted.",
            { } date when date > DateOnly.FromDateTime(now.UtcDateTime.AddDays(1)) => "This is in the future.",
            _ => null,
        },
        _ => null,
    };

    private const string Wanted = "A date such as 1980-03-17, or --03-17 without the year, is expected.";

    private static DateOnly? Parse(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

/// <summary>A number between two others, both allowed.</summary>
public sealed class BetweenAttribute(double least, double most) : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) =>
        value is IConvertible number and not string && number.ToDouble(CultureInfo.InvariantCulture) is var given && (given < least || given > most)
            ? string.Create(CultureInfo.InvariantCulture, $"A number from {least} to {most} is expected.")
            : null;
}

/// <summary>An amount of money as sent: not negative, at most two decimals.</summary>
public sealed class AmountAttribute : RuleAttribute
{
    public override string? Broken(object value, DateTimeOffset now) => value switch
    {
        decimal and < 0 => "An amount cannot be negative.",
        decimal amount when decimal.Round(amount, 2) != amount => "An amount has at most two decimals.",
        decimal and > 1_000_000_000_000m => "An amount is at most 1000000000000.",
        _ => null,
    };
}
