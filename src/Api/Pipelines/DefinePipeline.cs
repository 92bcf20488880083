using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Pipelines;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>POST /api/pipelines — defines the stages that deals of one sort move through, in order.</summary>
public sealed record DefinePipeline(string Name, IReadOnlyList<string> Stages) : CreateRequest
{
    public sealed class Handler(PipelineCommands pipelines) : IRequestHandler<DefinePipeline, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(DefinePipeline request, CancellationToken ct) =>
            pipelines.Execute(request, new PipelineCommand.Define(request.Name, request.Stages), ct);
    }
}
