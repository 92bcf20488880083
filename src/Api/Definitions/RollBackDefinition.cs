using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>POST /api/definitions/{report}/roll-back — the report means again what it meant before the definition published last.</summary>
public sealed record RollBackDefinition(string Report, [Longest(2000)] string Reason) : DefinitionRequest(Report)
{
    public sealed class Handler(DefinitionCommands definitions) : IRequestHandler<RollBackDefinition, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RollBackDefinition request, CancellationToken ct)
        {
            request.MustBeOfAReport();
            return definitions.Execute(request, new DefinitionCommand.RollBack(request.Reason), ct);
        }
    }
}
