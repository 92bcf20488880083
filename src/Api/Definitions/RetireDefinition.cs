using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>POST /api/definitions/{report}/v{version}/retire — ends a definition that is not in force: it may not be published any more.</summary>
public sealed record RetireDefinition(string Report, int Version, [Longest(2000)] string Reason) : DefinitionRequest(Report)
{
    public sealed class Handler(DefinitionCommands definitions) : IRequestHandler<RetireDefinition, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RetireDefinition request, CancellationToken ct)
        {
            request.MustBeOfAReport();
            return definitions.Execute(request, new DefinitionCommand.Retire(request.Version, request.Reason), ct);
        }
    }
}
