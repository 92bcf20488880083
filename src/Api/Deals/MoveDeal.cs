using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Deals;

/// <summary>POST /api/deals/{id}/move — moves the deal to another stage of its pipeline.</summary>
public sealed record MoveDeal(string Stage) : CommandRequest
{
    public sealed class Handler(DealCommands deals, PipelineStages pipelines) : IRequestHandler<MoveDeal, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(MoveDeal request, CancellationToken ct)
        {
            var stages = await pipelines.OfDeal(new DealId(request.RecordId), ct);
            return await deals.Execute(request, new DealCommand.MoveToStage(request.Stage, stages), ct);
        }
    }
}
