using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>The fields of a customer as they stand, and the facts that lead from them to others.</summary>
internal sealed record Card(
    Personal Name,
    IReadOnlyList<CustomerRole> Roles,
    IReadOnlyList<Phone> Phones,
    IReadOnlyList<Personal> Emails,
    Personal? Address,
    string? Source,
    ImmutableSortedDictionary<string, Personal> Attributes,
    ImmutableDictionary<ContactPersonId, ContactPersonDetails> Persons)
{
    public static readonly Card Empty = new(default, [CustomerRole.Buyer], [], [], null, null,
        ImmutableSortedDictionary.Create<string, Personal>(StringComparer.Ordinal), ImmutableDictionary<ContactPersonId, ContactPersonDetails>.Empty);

    /// <summary>One fact a field that differs, in the order of the card.</summary>
    public IEnumerable<CustomerFact> ChangesTo(CustomerDetails wanted)
    {
        if (wanted.Name is { } name && name != Name) yield return new CustomerRenamed(name);
        if (wanted.Roles is { } roles && !roles.SequenceEqual(Roles)) yield return new CustomerRolesChanged(roles);
        if (wanted.Phones is { } phones && !phones.SequenceEqual(Phones)) yield return new CustomerPhonesChanged(phones);
        if (wanted.Emails is { } emails && !emails.SequenceEqual(Emails)) yield return new CustomerEmailsChanged(emails);
        if (wanted.Address is { } address && address != Address) yield return new CustomerAddressChanged(address);
        if (wanted.Source is { } source && source != Source) yield return new CustomerSourceChanged(source);
        foreach (var (attribute, value) in wanted.Attributes ?? ImmutableDictionary<string, string?>.Empty)
        {
            var given = value is null ? (Personal?)null : new Personal(value);
            var known = Attributes.TryGetValue(attribute, out var kept) ? kept : (Personal?)null;
            if (given != known) yield return new CustomerAttributeChanged(attribute, given);
        }
    }

    public Card After(CustomerFact fact) => fact switch
    {
        CustomerRenamed f => this with { Name = f.Name },
        CustomerRolesChanged f => this with { Roles = f.Roles },
        CustomerPhonesChanged f => this with { Phones = f.Phones },
        CustomerEmailsChanged f => this with { Emails = f.Emails },
        CustomerAddressChanged f => this with { Address = f.Address },
        CustomerSourceChanged f => this with { Source = f.Source },
        CustomerAttributeChanged { Value: { } value } f => this with { Attributes = Attributes.SetItem(f.Name, value) },
        CustomerAttributeChanged f => this with { Attributes = Attributes.Remove(f.Name) },
        ContactPersonAdded f => this with { Persons = Persons.SetItem(f.Person, f.Details) },
        ContactPersonChanged f => this with { Persons = Persons.SetItem(f.Person, f.Details) },
        ContactPersonRemoved f => this with { Persons = Persons.Remove(f.Person) },
        _ => this,
    };
}
