using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>Names, phones and e-mails as they are compared when a customer is looked for; null where nothing is left or it is erased.</summary>
public static class Normalised
{
    /// <summary>Lower case, with single spaces.</summary>
    public static string? Name(Personal name) => Filled(string.Join(' ', (name.Text ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Digits only; an international prefix of 00 is left out.</summary>
    public static string? Phone(Personal phone)
    {
        var digits = new string([.. (phone.Text ?? "").Where(char.IsAsciiDigit)]);
        return Filled(digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits);
    }

    public static string? Email(Personal email) => Filled((email.Text ?? "").Trim().ToLowerInvariant());

    private static string? Filled(string text) => text.Length == 0 ? null : text;
}
