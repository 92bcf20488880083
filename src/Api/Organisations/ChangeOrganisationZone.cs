using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Organisations;
using MediatR;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>POST /api/organisation/change-zone — means dates in another time zone from now on.</summary>
public sealed record ChangeOrganisationZone(string Zone) : OrganisationRequest
{
    public sealed class Handler(OrganisationCommands organisations) : IRequestHandler<ChangeOrganisationZone, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeOrganisationZone request, CancellationToken ct) =>
            organisations.Execute(request, new OrganisationCommand.ChangeZone(request.Zone), ct);
    }
}
