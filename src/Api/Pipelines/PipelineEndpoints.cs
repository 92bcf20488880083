global using PipelineCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Pipelines.Pipeline,
    EventSourcedCrm.Domain.Pipelines.PipelineCommand,
    EventSourcedCrm.Domain.Pipelines.PipelineFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Pipelines;

/// <summary>The routes of pipelines.</summary>
public static class PipelineEndpoints
{
    public static void MapPipelines(this IEndpointRouteBuilder app)
    {
        var pipelines = app.MapGroup("/api/pipelines").WithTags("Pipelines");

        pipelines.MapQuery<ListPipelines, Page<ListPipelines.Row>>("");
        pipelines.MapQuery<GetPipeline, ListPipelines.Row?>("/{id}");

        pipelines.MapCommand<DefinePipeline>("", UserRole.Manager);
        pipelines.MapCommand<RenamePipeline>("/{id}/rename", UserRole.Manager);
        pipelines.MapCommand<ChangePipelineStages>("/{id}/change-stages", UserRole.Manager);
    }
}
