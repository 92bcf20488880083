using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>Whether the counterparty is an organisation or a private person.</summary>
public enum CustomerKind { Company, Person }

/// <summary>What the counterparty is to the organisation; one may be several of them.</summary>
public enum CustomerRole { Buyer, Supplier, Partner }

/// <summary>A phone number as dialled, with the local extension where there is one.</summary>
public sealed record Phone(Personal Number, Personal? Extension = null);

/// <summary>What is known of a person who represents a customer. The birthday is an ISO date, or <c>--MM-dd</c> without its year.</summary>
public sealed record ContactPersonDetails(
    Personal Name,
    string? Position,
    string? Role,
    IReadOnlyList<Phone> Phones,
    IReadOnlyList<Personal> Emails,
    Personal? Birthday)
{
    public bool Equals(ContactPersonDetails? other) =>
        other is not null && Name == other.Name && Position == other.Position && Role == other.Role && Birthday == other.Birthday
        && Phones.SequenceEqual(other.Phones) && Emails.SequenceEqual(other.Emails);

    public override int GetHashCode() => HashCode.Combine(Name, Position, Role, Phones.Count, Emails.Count, Birthday);
}
