using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

public sealed class PlainFactsTests
{
    public static TheoryData<IFact, string?> All => new()
    {
        { new CustomerRegistered(CustomerKind.Person, "Eve Stone"), """{"kind":"person","name":"Eve Stone"}""" },
        { new CustomerPhonesChanged([new("+7 495 1", "12")]), """{"phones":[{"number":"+7 495 1","extension":"12"}]}""" },
        { new CustomerAttributeChanged("Цвет", "синий"), """{"name":"Цвет","value":"синий"}""" },
        { new CustomerRegistered(CustomerKind.Person, Personal.Erased), """{"kind":"person","name":null}""" },
        { new CustomerAttributeChanged("colour", Personal.Erased), """{"name":"colour","value":null}""" },
        { new CustomerAttributeChanged("size", null), """{"name":"size"}""" },
        { new CustomerStageOverridden(Stage.OneTime, null, Some.Noon, "Said so"), """{"stage":"one-time","until":"2024-02-29T12:00:00.000000Z","reason":"Said so"}""" },
        { new CustomerAssigned(new UserId(Guid.Empty)), """{"manager":"00000000-0000-0000-0000-000000000000"}""" },
        { UnknownFact.Instance, null },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void A_fact_is_written_as_it_is_stored_but_personal_values_in_plain_text_or_null_once_erased(IFact fact, string? json) => PlainFacts.Write(fact).ShouldBe(json);
}
