using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Tokens;
using MediatR;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>POST /api/tokens/{id}/revoke — the token opens nothing any longer.</summary>
public sealed record RevokeToken : CommandRequest
{
    public sealed class Handler(TokenCommands tokens) : IRequestHandler<RevokeToken, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RevokeToken request, CancellationToken ct) =>
            tokens.Execute(request, new TokenCommand.Revoke(), ct);
    }
}
