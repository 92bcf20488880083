using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Definitions;
using MediatR;

namespace EventSourcedCrm.Api.Definitions;

/// <summary>POST /api/definitions/{report}/v{version}/approve — answers for a definition that somebody else proposed: it may be published.</summary>
public sealed record ApproveDefinition(string Report, int Version, [Longest(2000)] string Reason) : DefinitionRequest(Report)
{
    public sealed class Handler(DefinitionCommands definitions) : IRequestHandler<ApproveDefinition, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ApproveDefinition request, CancellationToken ct)
        {
            request.MustBeOfAReport();
            return definitions.Execute(request, new DefinitionCommand.Approve(request.Version, request.Reason, request.Context.Caller.User), ct);
        }
    }
}
