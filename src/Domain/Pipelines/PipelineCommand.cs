namespace EventSourcedCrm.Domain.Pipelines;

/// <summary>What can be asked of a pipeline.</summary>
public abstract record PipelineCommand
{
    public sealed record Define(string Name, IReadOnlyList<string> Stages) : PipelineCommand;

    public sealed record Rename(string Name) : PipelineCommand;

    public sealed record ChangeStages(IReadOnlyList<string> Stages) : PipelineCommand;
}
