using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Organisations;
using MediatR;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>POST /api/organisation — gives the organisation its name, its time zone and, for good, its currency.</summary>
public sealed record EstablishOrganisation(string Name, string Zone, string Currency) : OrganisationRequest
{
    public sealed class Handler(OrganisationCommands organisations) : IRequestHandler<EstablishOrganisation, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(EstablishOrganisation request, CancellationToken ct) =>
            organisations.Execute(request, new OrganisationCommand.Establish(request.Name, request.Zone, request.Currency), ct);
    }
}
