using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Definitions;

public sealed class DefinitionBookTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly StageDefinition Sooner = StageDefinition.V1 with { LostAfterDays = 90 };

    private static readonly DefinitionBook Book = DefinitionBook.BuiltIn
        .After("stage", new DefinitionProposed(2, Sooner, "why", default(UserId)), Noon)
        .After("stage", new DefinitionPublished(2, "stages_r1", "why"), Noon.AddHours(1))
        .After("first-response", new DefinitionProposed(2, FirstResponseDefinition.V1 with { Purchase = new("stage", 2) }, "why", default(UserId)), Noon)
        .After("stage", new DefinitionRolledBack(1, "why"), Noon.AddHours(2));

    [Fact]
    public void A_definition_is_found_by_its_name_whatever_is_published()
    {
        Book.Get<StageDefinition>(new("stage", 2)).ShouldBe(Sooner);
        Book.Published("stage").ShouldBe(new DefinitionId("stage", 1));
        Should.Throw<KeyNotFoundException>(() => Book.Get<StageDefinition>(new("stage", 9))).Message.ShouldBe("There is no definition stage/v9.");
    }

    [Fact]
    public void What_governed_when_is_remembered() => Book.GovernanceOf("stage").ShouldBe(
        [new(DateTimeOffset.MinValue, new("stage", 1)), new(Noon.AddHours(1), new("stage", 2)), new(Noon.AddHours(2), new("stage", 1))]);

    [Fact]
    public void A_definition_names_those_it_pins()
    {
        Book.WithPins(new("stage", 2)).ShouldBe("stage/v2");
        Book.WithPins(new("first-response", 2)).ShouldBe("first-response/v2,stage/v2");
    }

    [Theory]
    [InlineData("stage/v2", true)]
    [InlineData("no-contact/v12", true)]
    [InlineData("stage/v0", false)]
    [InlineData("stage/v02", false)]
    [InlineData("stage", false)]
    [InlineData("/v1", false)]
    [InlineData("stage/v-1", false)]
    [InlineData(null, false)]
    public void A_definition_is_named_by_its_report_and_version(string? text, bool isOne) => DefinitionId.TryParse(text, out _).ShouldBe(isOne);
}
