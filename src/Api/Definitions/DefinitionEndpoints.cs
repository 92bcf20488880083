global using DefinitionCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Definitions.Definitions,
    EventSourcedCrm.Domain.Definitions.DefinitionCommand,
    EventSourcedCrm.Domain.Definitions.DefinitionFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>The routes of the definitions of reports.</summary>
public static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder app)
    {
        var definitions = app.MapGroup("/api/definitions").WithTags("Definitions");

        definitions.MapQuery<ListDefinitions, IReadOnlyList<ListDefinitions.Row>>("", UserRole.Manager);
        definitions.MapQuery<GetDefinition, ListDefinitions.Row?>("/{report}/v{version:int}", UserRole.Manager);

        definitions.MapCommand<ProposeDefinition>("", UserRole.Manager, answer => Results.Created($"/api/definitions/{answer.Definition}", answer));
        definitions.MapCommand<ApproveDefinition>("/{report}/v{version:int}/approve", UserRole.Manager);
        definitions.MapCommand<PublishDefinition>("/{report}/v{version:int}/publish", UserRole.Manager);
        definitions.MapCommand<RetireDefinition>("/{report}/v{version:int}/retire", UserRole.Manager);
        definitions.MapCommand<RollBackDefinition>("/{report}/roll-back", UserRole.Manager);
    }
}
