using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Pipelines;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>POST /api/pipelines/{id}/rename — gives the pipeline another name.</summary>
public sealed record RenamePipeline(string Name) : CommandRequest
{
    public sealed class Handler(PipelineCommands pipelines) : IRequestHandler<RenamePipeline, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RenamePipeline request, CancellationToken ct) =>
            pipelines.Execute(request, new PipelineCommand.Rename(request.Name), ct);
    }
}
