using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Organisations;
using MediatR;

namespace EventSourcedCrm.Api.Organisations;

/// <summary>POST /api/organisation/rename — gives the organisation another name.</summary>
public sealed record RenameOrganisation(string Name) : OrganisationRequest
{
    public sealed class Handler(OrganisationCommands organisations) : IRequestHandler<RenameOrganisation, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RenameOrganisation request, CancellationToken ct) =>
            organisations.Execute(request, new OrganisationCommand.Rename(request.Name), ct);
    }
}
