using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Projections.Customers;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Customers;

public sealed class CustomerDirectoryTests
{
    private const string Keys = "select customer_id, kind, value from customer_key order by kind collate \"C\", value collate \"C\"";

    private static readonly CustomerRegistered Atlas = new(CustomerKind.Company, "Atlas Trade");
    private static readonly ContactPersonDetails Eve = new("Eve Stone", "Director", "decides", [new("+49 30 1234567", "12")], ["Eve@Atlas.example"], "--05-17");

    [Fact]
    public Task A_registered_customer_has_a_card() => new Given()
        .Customer(2, Atlas)
        .Then<CustomerDirectory>(
            """
            select customer_id, kind, name, name_normalised, roles, source, address, manager_id, archived, registered_at,
                   attributes, phones, emails, persons, revision
            from customer
            """,
            """#2, company, Atlas Trade, atlas trade, ["buyer"], –, –, –, no, 2026-01-01, {}, [], [], {}, 0""");

    [Fact]
    public Task A_renamed_customer_is_found_by_the_new_name_only() => new Given()
        .Customer(2, Atlas, new CustomerRenamed("Bora"))
        .Then<CustomerDirectory>("select name, name_normalised, revision from customer", "Bora, bora, 1");

    [Fact]
    public Task Phones_replace_the_earlier_ones() => new Given()
        .Customer(2, Atlas, new CustomerPhonesChanged([new("+49 30 111"), new("+49 30 222", "5")]), new CustomerPhonesChanged([new("+49 30 333")]))
        .Then<CustomerDirectory>(
            "select phones, value, revision from customer join customer_key k using (customer_id) where k.kind = 'phone'",
            $$"""[{"number": "+49 30 333", "extension": null}], {{Normalised.Phone("+49 30 333")}}, 2""");

    [Fact]
    public Task Emails_replace_the_earlier_ones() => new Given()
        .Customer(2, Atlas, new CustomerEmailsChanged(["a@atlas.example", "b@atlas.example"]), new CustomerEmailsChanged(["C@atlas.example"]))
        .Then<CustomerDirectory>(
            "select emails, value, revision from customer join customer_key k using (customer_id) where k.kind = 'email'",
            $"""["C@atlas.example"], {Normalised.Email("C@atlas.example")}, 2""");

    [Fact]
    public Task Roles_address_and_source_are_those_given_last() => new Given()
        .Customer(2, Atlas, new CustomerRolesChanged([CustomerRole.Supplier, CustomerRole.Partner]), new CustomerAddressChanged("Pier 1"), new CustomerSourceChanged("fair"))
        .Then<CustomerDirectory>("select roles, address, source, revision from customer", """["supplier", "partner"], Pier 1, fair, 3""");

    [Fact]
    public Task A_free_attribute_is_given_a_value_and_taken_away() => new Given()
        .Customer(2, Atlas, new CustomerAttributeChanged("fleet", "12 lorries"), new CustomerAttributeChanged("area", "North"))
        .Customer(2, new CustomerAttributeChanged("fleet", null))
        .Then<CustomerDirectory>("select attributes, revision from customer", """{"area": "North"}, 3""");

    [Fact]
    public Task A_contact_person_finds_the_customer() => new Given()
        .Customer(2, Atlas, new ContactPersonAdded(Id<ContactPersonId>(6), Eve))
        .Then<CustomerDirectory>(
            Keys,
            $"#2, email, {Normalised.Email("Eve@Atlas.example")}", "#2, person, eve stone", $"#2, phone, {Normalised.Phone("+49 30 1234567")}");

    [Fact]
    public Task A_changed_contact_person_is_shown_as_changed() => new Given()
        .Customer(2, Atlas, new ContactPersonAdded(Id<ContactPersonId>(6), Eve))
        .Customer(2, new ContactPersonChanged(Id<ContactPersonId>(6), Eve with { Name = "Eve Rock", Phones = [], Emails = [] }))
        .Then<CustomerDirectory>(
            "select p.value ->> 'name', p.value ->> 'position', p.value ->> 'birthday', (select count(*) from customer_key) from customer, jsonb_each(persons) p",
            "Eve Rock, Director, --05-17, 1");

    [Fact]
    public Task A_removed_contact_person_finds_nobody() => new Given()
        .Customer(2, Atlas, new ContactPersonAdded(Id<ContactPersonId>(6), Eve), new ContactPersonRemoved(Id<ContactPersonId>(6)))
        .Then<CustomerDirectory>("select persons, (select count(*) from customer_key), revision from customer", "{}, 0, 2");

    [Fact]
    public Task A_customer_has_a_manager_once_assigned() => new Given()
        .Customer(2, Atlas, new CustomerAssigned(Id<UserId>(7)), new CustomerAssigned(Id<UserId>(8)))
        .Then<CustomerDirectory>("select manager_id, revision from customer", "#8, 2");

    [Fact]
    public Task An_archived_customer_says_so_until_restored() => new Given()
        .Customer(2, Atlas, new CustomerArchived("Closed down"))
        .Customer(3, Atlas, new CustomerArchived("Closed down"), new CustomerRestored("Opened again"))
        .Then<CustomerDirectory>("select customer_id, archived, revision from customer order by customer_id", "#2, yes, 1", "#3, no, 2");

    [Fact]
    public Task Judgements_of_the_stage_move_the_revision_only() => new Given()
        .Customer(2, Atlas, new CustomerStageOverridden(Stage.Lost, null, null, "Said so"), new CustomerStageOverrideCleared("Not so"), new CustomerDeclaredLost("So"))
        .Then<CustomerDirectory>("select name, archived, revision from customer", "Atlas Trade, no, 3");

    [Fact]
    public Task An_erased_customer_stays_without_a_name_and_is_found_by_nothing() => new Given()
        .Customer(2, new CustomerRegistered(CustomerKind.Person, Personal.Erased), new CustomerPhonesChanged([new(Personal.Erased)]))
        .Then<CustomerDirectory>("select customer_id, name, name_normalised, (select count(*) from customer_key) from customer", "#2, –, –, 0");
}
