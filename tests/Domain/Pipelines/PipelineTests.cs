using EventSourcedCrm.Domain.Pipelines;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Pipelines.PipelineCommand;

namespace EventSourcedCrm.Domain.Tests.Pipelines;

public sealed class PipelineTests : DeciderSpec<Pipeline, PipelineCommand, PipelineFact>
{
    private static readonly PipelineFact Defined = new PipelineDefined("Sales", ["prospecting", "engaging"]);

    [Fact]
    public void Every_command_has_its_answer_before_definition_and_after() => Table(
        """
        Define | pipeline-defined | !pipeline-already-defined
        Rename | !no-such-pipeline | pipeline-renamed
        ChangeStages | !no-such-pipeline | pipeline-stages-changed
        """,
        [[], [Defined]],
        new Define("Sales", ["offer"]), new Rename("Direct sales"), new ChangeStages(["engaging", "prospecting"]));

    [Fact]
    public void Defining_or_changing_to_what_is_so_changes_nothing()
    {
        Given(Defined).When(new Define("Sales", ["prospecting", "engaging"])).ThenNothing();
        Given(Defined).When(new Rename("Sales")).ThenNothing();
        Given(Defined).When(new ChangeStages(["prospecting", "engaging"])).ThenNothing();
    }

    [Fact]
    public void A_pipeline_has_stages_each_with_a_name_of_its_own()
    {
        Given().When(new Define("Sales", [])).ThenRefused("no-stages");
        Given().When(new Define("Sales", ["offer", " "])).ThenRefused("stage-without-name");
        Given(Defined).When(new ChangeStages(["offer", "offer"])).ThenRefused("stage-named-twice");
    }

    [Fact]
    public void A_pipeline_tells_its_stages_in_order()
    {
        Given().State.Stages.ShouldBeEmpty();
        Given(Defined, new PipelineStagesChanged(["offer", "engaging"])).State.Stages.ShouldBe(["offer", "engaging"]);
    }
}

public sealed class PipelineProperties : DeciderProperties<Pipeline, PipelineCommand, PipelineFact>
{
    protected override IReadOnlyList<PipelineCommand> Samples { get; } =
    [
        new Define("Sales", ["prospecting", "engaging"]),
        new Define("Sales", []),
        new Rename("Direct sales"),
        new ChangeStages(["engaging"]),
        new ChangeStages(["engaging", "engaging"]),
        new ChangeStages([""]),
    ];
}
