using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Pipelines;

/// <summary>What can happen to a pipeline, as stored for ever in stream <c>pipeline-{id}</c>.</summary>
public abstract record PipelineFact : IFact;

/// <summary>Deals of one sort move through these stages, in this order, until they are won or lost.</summary>
[Stored("pipeline-defined-v1")]
public sealed record PipelineDefined(string Name, IReadOnlyList<string> Stages) : PipelineFact;

[Stored("pipeline-renamed-v1")]
public sealed record PipelineRenamed(string Name) : PipelineFact;

/// <summary>These are the stages from now on; a deal in a stage no longer listed stays there until it is moved.</summary>
[Stored("pipeline-stages-changed-v1")]
public sealed record PipelineStagesChanged(IReadOnlyList<string> Stages) : PipelineFact;
