global using TokenCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Tokens.Token,
    EventSourcedCrm.Domain.Tokens.TokenCommand,
    EventSourcedCrm.Domain.Tokens.TokenFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Tokens;

/// <summary>The routes of tokens.</summary>
public static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var tokens = app.MapGroup("/api/tokens").WithTags("Tokens");

        tokens.MapQuery<ListTokens, Page<ListTokens.Row>>("", UserRole.Admin);
        tokens.MapQuery<GetToken, ListTokens.Row?>("/{id}", UserRole.Admin);

        tokens.MapCommand<IssueToken>("", UserRole.Admin);
        tokens.MapCommand<RevokeToken>("/{id}/revoke", UserRole.Admin);
    }
}
