using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>What sort of word finds a customer, beside its own name.</summary>
public enum KeyKind
{
    /// <summary>A contact person's name.</summary>
    Person,
    Phone,
    Email,
}

/// <summary>The findable words of one field of a card; a field's words replace its earlier ones.</summary>
public sealed record Findable(CustomerId CustomerId, string Field, Json Keys);

/// <summary>A normalised word that finds a customer: itself or through a contact person.</summary>
public sealed record CustomerKey(CustomerId CustomerId, KeyKind Kind, string Value);

internal static class CustomerKeys
{
    public static IEnumerable<CustomerKey> Of(IReadOnlyList<Findable> fields) => fields
        .SelectMany(field => Documents.ReadKeys(field.Keys).Select(key => new CustomerKey(field.CustomerId, key.Kind, key.Value)))
        .Distinct()
        .OrderBy(key => key.Kind).ThenBy(key => key.Value, StringComparer.Ordinal);

    public static IReadOnlyList<(KeyKind, Personal)> OfPerson(ContactPersonDetails? details) => details is null ? [] :
    [
        (KeyKind.Person, details.Name),
        .. details.Phones.Select(phone => (KeyKind.Phone, phone.Number)),
        .. details.Emails.Select(email => (KeyKind.Email, email)),
    ];

    public static string? Normalise(KeyKind kind, Personal text) => kind switch
    {
        KeyKind.Phone => Normalised.Phone(text),
        KeyKind.Email => Normalised.Email(text),
        _ => Normalised.Name(text),
    };
}
