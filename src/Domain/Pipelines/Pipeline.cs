using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Pipelines.PipelineCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Pipelines;

/// <summary>Decides what may happen to a pipeline.</summary>
public abstract record Pipeline : IDecider<Pipeline, PipelineCommand, PipelineFact>
{
    private Pipeline() { }

    private sealed record Unknown : Pipeline;

    private sealed record Defined(string Name, IReadOnlyList<string> Steps) : Pipeline;

    public static string Category => "pipeline";

    public static Pipeline Initial { get; } = new Unknown();

    /// <summary>In order; none before it is defined.</summary>
    public IReadOnlyList<string> Stages => (this as Defined)?.Steps ?? [];

    public static Decision<PipelineFact> Decide(PipelineCommand command, Pipeline pipeline) => (command, pipeline) switch
    {
        (Define c, _) when Flaw(c.Stages) is { } flaw => flaw,
        (ChangeStages c, _) when Flaw(c.Stages) is { } flaw => flaw,

        (Define c, Unknown) => [new PipelineDefined(c.Name, c.Stages)],
        (Define c, Defined p) when c.Name == p.Name && c.Stages.SequenceEqual(p.Steps) => [],
        (Rename c, Defined p) => c.Name == p.Name ? [] : [new PipelineRenamed(c.Name)],
        (ChangeStages c, Defined p) => c.Stages.SequenceEqual(p.Steps) ? [] : [new PipelineStagesChanged(c.Stages)],
        (_, Unknown) => Refuse("no-such-pipeline", "There is no such pipeline."),
        _ => Refuse("pipeline-already-defined", "This pipeline has already been defined."),
    };

    public static Pipeline Evolve(Pipeline pipeline, PipelineFact fact) => (fact, pipeline) switch
    {
        (PipelineDefined f, _) => new Defined(f.Name, f.Stages),
        (PipelineRenamed f, Defined p) => p with { Name = f.Name },
        (PipelineStagesChanged f, Defined p) => p with { Steps = f.Stages },
        _ => pipeline,
    };

    private static Refusal? Flaw(IReadOnlyList<string> stages) => stages switch
    {
        [] => Refuse("no-stages", "A pipeline needs at least one stage."),
        _ when stages.Any(string.IsNullOrWhiteSpace) => Refuse("stage-without-name", "Every stage needs a name."),
        _ when stages.Distinct().Count() < stages.Count => Refuse("stage-named-twice", "Every stage may be named only once."),
        _ => null,
    };
}
