using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Customers;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Customers;

public sealed class CardHistoryTests
{
    private static readonly CustomerRegistered Eve = new(CustomerKind.Person, "Eve Stone");

    [Fact]
    public Task Every_fact_about_a_customer_is_an_entry_with_its_places_and_its_instant() => new Given()
        .Customer(2, Eve)
        .Registry("user", 1, new UserRegistered("Ann", null, null, null))
        .Customer(2, new CustomerAttributeChanged("colour", "blue"))
        .Then<CardHistory>(
            "select stream, revision, customer_id, commit_position, prepare_position, happened_at from entry order by 4",
            "customer-00000002-0000-0000-0000-000000000000, 0, #2, 1, 1, 2026-01-01",
            "customer-00000002-0000-0000-0000-000000000000, 1, #2, 3, 3, 2026-01-03");

    [Fact]
    public Task Facts_of_every_stream_of_a_customer_are_found_together_those_of_unknown_types_too() => new Given()
        .Customer(2, Eve)
        .Fact(new("parcel-2"), UnknownFact.Instance, Id<CustomerId>(2))
        .Customer(3, Eve)
        .Then<CardHistory>(
            $"select stream from entry where customer_id = '{Id<CustomerId>(2).Value}' order by happened_at desc, stream, revision",
            "parcel-2", "customer-00000002-0000-0000-0000-000000000000");

    [Fact]
    public Task Users_have_names() => new Given()
        .Registry("user", 1, new UserRegistered("Ann", null, null, null))
        .Then<CardHistory>("select id, name from card_history_user", "#1, Ann");
}
