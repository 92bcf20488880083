using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Customers;

/// <summary>Every customer with the fields of the card, and the words beside its name by which it is found.</summary>
public sealed class CustomerDirectory() : Projection("customer_directory", version: 4)
{
    private readonly Table<CustomerRow> _customers = new("customer", row => row.CustomerId, "archived, name_normalised, customer_id", "manager_id, name_normalised, customer_id");
    private readonly Derived<Findable, IEnumerable<CustomerKey>> _findable =
        new Derived<Findable, IEnumerable<CustomerKey>>("customer_findable", row => row.CustomerId, row => row.Field, CustomerKeys.Of)
            .Into("customer_key", row => row.CustomerId, row => new { row.Kind, row.Value }, keys => keys, "kind, value, customer_id");

    protected override IEnumerable<Type> Handles => [typeof(CustomerFact)];

    protected override void Apply(Recorded happened)
    {
        if (happened is not { Fact: CustomerFact fact, Customer: { } customer }) return;
        switch (fact)
        {
            case CustomerRegistered f: _customers.Put(CustomerRow.New(customer, f, happened), isNew: happened.Revision == 0); break;
            case CustomerRenamed f: Change(row => row with { Name = f.Name, NameNormalised = Normalised.Name(f.Name) }); break;
            case CustomerPhonesChanged f:
                Find(customer, "phones", [.. f.Phones.Select(phone => (KeyKind.Phone, phone.Number))]);
                Change(row => row with { Phones = Documents.Phones(f.Phones) });
                break;
            case CustomerEmailsChanged f:
                Find(customer, "emails", [.. f.Emails.Select(email => (KeyKind.Email, email))]);
                Change(row => row with { Emails = Documents.Texts(f.Emails) });
                break;
            case CustomerRolesChanged f: Change(row => row with { Roles = Documents.Words(f.Roles) }); break;
            case CustomerAddressChanged f: Change(row => row with { Address = f.Address }); break;
            case CustomerSourceChanged f: Change(row => row with { Source = f.Source }); break;
            case CustomerAttributeChanged f: Change(row => row with { Attributes = Documents.With(row.Attributes, f.Name, f.Value) }); break;
            case ContactPersonAdded f: Person(f.Person, f.Details); break;
            case ContactPersonChanged f: Person(f.Person, f.Details); break;
            case ContactPersonRemoved f: Person(f.Person, null); break;
            case CustomerAssigned f: Change(row => row with { ManagerId = f.Manager }); break;
            case CustomerArchived: Change(row => row with { Archived = true }); break;
            case CustomerRestored: Change(row => row with { Archived = false }); break;
            default: Change(row => row); break;
        }

        void Change(Func<CustomerRow, CustomerRow> change) => _customers.Update(customer, row => change(row) with { Revision = happened.Revision });

        void Person(ContactPersonId person, ContactPersonDetails? details)
        {
            Find(customer, $"person {person.Value:D}", CustomerKeys.OfPerson(details));
            Change(row => row with { Persons = Documents.With(row.Persons, person, details) });
        }
    }

    private void Find(CustomerId customer, string field, IReadOnlyList<(KeyKind Kind, Personal Text)> texts) =>
        _findable.Put(new(customer, field, Documents.Keys(texts)));
}

/// <summary>A customer as the card and the lists show it.</summary>
public sealed record CustomerRow(
    CustomerId CustomerId,
    CustomerKind Kind,
    Personal Name,
    string? NameNormalised,
    Json Roles,
    string? Source,
    Personal? Address,
    UserId? ManagerId,
    bool Archived,
    DateTimeOffset RegisteredAt,
    long Revision,
    Json Attributes,
    Json Phones,
    Json Emails,
    Json Persons)
{
    internal static CustomerRow New(CustomerId customer, CustomerRegistered fact, Recorded happened) => new(
        customer, fact.Kind, fact.Name, Normalised.Name(fact.Name), Documents.Words([CustomerRole.Buyer]), null, null, null, false,
        happened.HappenedAt, happened.Revision, Documents.Empty, Documents.None, Documents.None, Documents.Empty);
}
