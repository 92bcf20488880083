global using OrganisationCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Organisations.Organisation,
    EventSourcedCrm.Domain.Organisations.OrganisationCommand,
    EventSourcedCrm.Domain.Organisations.OrganisationFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>The routes of the organisation's own record.</summary>
public static class OrganisationEndpoints
{
    public static void MapOrganisations(this IEndpointRouteBuilder app)
    {
        var organisations = app.MapGroup("/api/organisation").WithTags("Organisations");

        organisations.MapQuery<GetOrganisation, GetOrganisation.Card?>("");

        organisations.MapCommand<EstablishOrganisation>("", UserRole.Admin);
        organisations.MapCommand<RenameOrganisation>("/rename", UserRole.Admin);
        organisations.MapCommand<ChangeOrganisationZone>("/change-zone", UserRole.Admin);
    }
}
