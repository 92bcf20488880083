using EventSourcedCrm.Domain.Contacts;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Definitions.DefinitionCommand;

namespace EventSourcedCrm.Domain.Tests.Definitions;

public sealed class DefinitionsTests : DeciderSpec<Domain.Definitions.Definitions, DefinitionCommand, DefinitionFact>
{
    private static readonly UserId Ann = new(new Guid(1, 0, 0, new byte[8])), Bob = new(new Guid(2, 0, 0, new byte[8]));
    private static readonly Definition Sooner = StageDefinition.V1 with { LostAfterDays = 90 }, Later = StageDefinition.V1 with { LostAfterDays = 270 };
    private static readonly DefinitionFact Proposed = new DefinitionProposed(2, Sooner, "why", Ann);
    private static readonly DefinitionFact Approved = new DefinitionApproved(2, "why", Bob);
    private static readonly DefinitionFact Published = new DefinitionPublished(2, "stages_r1", "why");
    private static readonly DefinitionFact RolledBack = new DefinitionRolledBack(1, "why");
    private static readonly DefinitionFact Retired = new DefinitionRetired(2, "why");

    [Fact]
    public void Every_command_has_its_answer_in_every_phase() => Table(
        """
        Propose | definition-proposed | !definition-exists | !definition-exists | !definition-exists | !definition-exists | definition-proposed
        Approve | !no-such-definition | definition-approved | - | - | - | !definition-retired
        Publish | !no-such-definition | !definition-not-approved | definition-published | - | definition-published | !definition-retired
        RollBack | !nothing-to-roll-back | !nothing-to-roll-back | !nothing-to-roll-back | definition-rolled-back | !nothing-to-roll-back | !nothing-to-roll-back
        Retire | !no-such-definition | definition-retired | definition-retired | !definition-in-force | definition-retired | -
        """,
        [[], [Proposed], [Proposed, Approved], [Proposed, Approved, Published], [Proposed, Approved, Published, RolledBack], [Proposed, Retired]],
        new Propose(Sooner, "why", Ann), new Approve(2, "why", Bob), new Publish(2, "stages_r1", "why"), new RollBack("why"), new Retire(2, "why"));

    [Fact]
    public void Nobody_approves_what_they_proposed_themselves() => Given(Proposed).When(new Approve(2, "why", Ann)).ThenRefused("own-definition");

    [Fact]
    public void What_came_with_the_program_is_in_force_and_needs_nobody()
    {
        Given().When(new Publish(1, "stages_b1", "why")).ThenNothing();
        Given().When(new Propose(StageDefinition.V1, "why", Ann)).ThenRefused("definition-exists");
        Given(Proposed, Approved, Published).When(new Publish(1, "stages_b1", "why")).Then(new DefinitionPublished(1, "stages_b1", "why"));
    }

    [Fact]
    public void Rolling_back_leads_to_what_was_published_before()
    {
        DefinitionFact[] third = [new DefinitionProposed(3, Later, "why", Ann), new DefinitionApproved(3, "why", Bob), new DefinitionPublished(3, "stages_r2", "why")];
        Given([Proposed, Approved, Published, .. third]).When(new RollBack("worse")).Then(new DefinitionRolledBack(2, "worse"));
        Given([Proposed, Approved, Published, .. third, new DefinitionRolledBack(2, "worse")]).When(new RollBack("worse still")).Then(new DefinitionRolledBack(1, "worse still"));
    }

    [Fact]
    public void The_order_in_which_parameters_are_listed_makes_no_other_definition() =>
        NoContactDefinition.V1.ShouldBe(NoContactDefinition.V1 with { Counts = [.. NoContactDefinition.V1.Counts.Reverse()] });
}

public sealed class DefinitionsProperties : DeciderProperties<Domain.Definitions.Definitions, DefinitionCommand, DefinitionFact>
{
    private static readonly UserId Ann = new(new Guid(1, 0, 0, new byte[8])), Bob = new(new Guid(2, 0, 0, new byte[8]));

    protected override IReadOnlyList<DefinitionCommand> Samples =>
    [
        new Propose(StageDefinition.V1 with { LostAfterDays = 90 }, "why", Ann), new Propose(StageDefinition.V1 with { RegularFrom = 3 }, "why", Bob),
        new Approve(2, "why", Ann), new Approve(2, "why", Bob), new Approve(3, "why", Ann),
        new Publish(1, "a", "why"), new Publish(2, "b", "why"), new Publish(3, "c", "why"), new RollBack("why"), new Retire(2, "why"), new Retire(1, "why"),
    ];

    protected override bool MayRepeat(DefinitionCommand command) => command is RollBack;
}
