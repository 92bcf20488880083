using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Customers;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Customers;

public sealed class CardHistoryTests
{
    private const string Content = "select type, content::jsonb from entry order by commit_position";

    private static readonly CustomerRegistered Eve = new(CustomerKind.Person, "Eve Stone");

    [Fact]
    public Task Every_fact_is_an_entry_with_its_place_its_instants_and_its_author() => new Given()
        .By(new(ActorKind.Automation, "forms"))
        .Customer(2, Eve)
        .Then<CardHistory>(
            """
            select stream, revision, customer_id, commit_position, prepare_position, type, happened_at, recorded_at,
                   actor_kind, actor_id, recorded_by_kind, recorded_by_id
            from entry
            """,
            "customer-00000002-0000-0000-0000-000000000000, 0, #2, 1, 1, customer-registered-v1, 2026-01-01, 2026-01-01, automation, forms, program, tests");

    [Fact]
    public Task Personal_values_are_in_plain_text() => new Given()
        .Customer(2, Eve, new CustomerPhonesChanged([new("+7 495 1", "12")]), new CustomerAttributeChanged("Цвет", "синий"))
        .Then<CardHistory>(
            Content,
            """customer-registered-v1, {"kind": "person", "name": "Eve Stone"}""",
            """customer-phones-changed-v1, {"phones": [{"number": "+7 495 1", "extension": "12"}]}""",
            """customer-attribute-changed-v1, {"name": "Цвет", "value": "синий"}""");

    [Fact]
    public Task Erased_values_are_null_and_the_fact_stays() => new Given()
        .Customer(2, Eve with { Name = Personal.Erased }, new CustomerAttributeChanged("colour", Personal.Erased), new CustomerAttributeChanged("size", null))
        .Then<CardHistory>(
            Content,
            """customer-registered-v1, {"kind": "person", "name": null}""",
            """customer-attribute-changed-v1, {"name": "colour", "value": null}""",
            """customer-attribute-changed-v1, {"name": "size"}""");

    [Fact]
    public Task Ids_instants_and_words_are_written_as_they_are_stored() => new Given()
        .Customer(2, new CustomerStageOverridden(Stage.OneTime, null, Day(5), "Said so"), new CustomerAssigned(Id<UserId>(7)))
        .Then<CardHistory>(
            Content,
            """customer-stage-overridden-v1, {"stage": "one-time", "until": "2026-01-05T00:00:00.000000Z", "reason": "Said so"}""",
            """customer-assigned-v1, {"manager": "00000007-0000-0000-0000-000000000000"}""");

    [Fact]
    public Task A_fact_of_an_unknown_type_is_an_entry_without_content() => new Given()
        .Fact(new("parcel-1"), UnknownFact.Instance)
        .Then<CardHistory>("select stream, revision, customer_id, type, content from entry", "parcel-1, 0, –, unknown-v1, –");

    [Fact]
    public Task Facts_of_every_stream_of_a_customer_are_found_together() => new Given()
        .Customer(2, Eve)
        .Fact(new("stage-2"), UnknownFact.Instance, Id<CustomerId>(2))
        .Customer(3, Eve)
        .Then<CardHistory>(
            $"select type from entry where customer_id = '{Id<CustomerId>(2).Value}' order by happened_at desc, stream, revision",
            "unknown-v1", "customer-registered-v1");

    [Fact]
    public Task The_author_has_a_name_where_one_is_known() => new Given()
        .Registry("user", 1, new UserRegistered("Ann", null, null, null))
        .Customer(2, Eve)
        .Then<CardHistory>(
            "select distinct name from entry left join card_history_user u on actor_kind = 'person' and actor_id = u.id::text where customer_id is not null",
            "Ann");
}
