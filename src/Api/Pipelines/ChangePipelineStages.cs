using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Pipelines;
using MediatR;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>POST /api/pipelines/{id}/change-stages — replaces the stages; a deal in one no longer listed stays there until it is moved.</summary>
public sealed record ChangePipelineStages(IReadOnlyList<string> Stages) : CommandRequest
{
    public sealed class Handler(PipelineCommands pipelines) : IRequestHandler<ChangePipelineStages, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangePipelineStages request, CancellationToken ct) =>
            pipelines.Execute(request, new PipelineCommand.ChangeStages(request.Stages), ct);
    }
}
