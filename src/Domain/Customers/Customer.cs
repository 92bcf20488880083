using System.Collections.Immutable;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Customers.CustomerCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>Decides what may happen to a customer's record.</summary>
public abstract record Customer : IDecider<Customer, CustomerCommand, CustomerFact>
{
    private Customer() { }

    private sealed record Unknown : Customer;

    private sealed record Active(Card Card, UserId? Manager, bool Overridden) : Customer;

    private sealed record Archived(Active Before) : Customer;

    public static string Category => "customer";

    public static Customer Initial { get; } = new Unknown();

    public static Decision<CustomerFact> Decide(CustomerCommand command, Customer customer) => (command, customer) switch
    {
        (Register c, Unknown) => Registered(c),
        (Register, _) => Refuse("customer-already-registered", "This customer has already been registered."),
        (_, Unknown) => Refuse("no-such-customer", "There is no such customer."),

        (ChangeDetails c, Active a) => [.. a.Card.ChangesTo(c.Details)],
        (AddContactPerson c, Active a) => AddPerson(c, a.Card),
        (ChangeContactPerson c, Active a) => ChangePerson(c, a.Card),
        (RemoveContactPerson c, Active a) => a.Card.Persons.ContainsKey(c.Person) ? [new ContactPersonRemoved(c.Person)] : [],
        (Assign c, Active a) when c.Manager == a.Manager => [],
        (Assign c, Active) => [new CustomerAssigned(c.Manager)],

        (OverrideStage { Stage: Stage.Regular, Class: null }, Active) =>
            Refuse("class-required", "A regular customer needs a class: x, y or z."),
        (OverrideStage { Stage: not Stage.Regular, Class: not null }, Active) =>
            Refuse("class-only-for-regular", "Only a regular customer has a class."),
        (OverrideStage c, Active) => [new CustomerStageOverridden(c.Stage, c.Class, c.Until, c.Reason)],
        (ClearStageOverride, Active { Overridden: false }) => [],
        (ClearStageOverride c, Active) => [new CustomerStageOverrideCleared(c.Reason)],
        (DeclareLost c, Active) => [new CustomerDeclaredLost(c.Reason)],

        (Archive c, Active) => [new CustomerArchived(c.Reason)],
        (Restore c, Archived) => [new CustomerRestored(c.Reason)],
        (Archive, Archived) or (Restore, Active) => [],
        _ => Refuse("customer-archived", "This customer is archived. Restore the record before changing it."),
    };

    public static Customer Evolve(Customer customer, CustomerFact fact) => (fact, customer) switch
    {
        (CustomerRegistered f, _) => new Active(Card.Empty with { Name = f.Name }, null, false),
        (CustomerAssigned f, Active a) => a with { Manager = f.Manager },
        (CustomerStageOverridden, Active a) => a with { Overridden = true },
        (CustomerStageOverrideCleared, Active a) => a with { Overridden = false },
        (CustomerArchived, Active a) => new Archived(a),
        (CustomerRestored, Archived a) => a.Before,
        (_, Active a) => a with { Card = a.Card.After(fact) },
        _ => customer,
    };

    private static Decision<CustomerFact> Registered(Register c) =>
    [
        new CustomerRegistered(c.Kind, c.Name),
        .. (Card.Empty with { Name = c.Name }).ChangesTo(c.Details),
        .. c.Manager is { } manager ? [new CustomerAssigned(manager)] : ImmutableArray<CustomerFact>.Empty,
    ];

    private static Decision<CustomerFact> AddPerson(AddContactPerson c, Card card) => card.Persons.TryGetValue(c.Person, out var known) switch
    {
        false => [new ContactPersonAdded(c.Person, c.Details)],
        true when known == c.Details => [],
        true => Refuse("contact-person-exists", "This contact person has already been added."),
    };

    private static Decision<CustomerFact> ChangePerson(ChangeContactPerson c, Card card) => card.Persons.TryGetValue(c.Person, out var known) switch
    {
        true when known == c.Details => [],
        true => [new ContactPersonChanged(c.Person, c.Details)],
        false => Refuse("no-such-contact-person", "This customer has no such contact person."),
    };
}
