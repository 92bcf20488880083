using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Lets a request through to an endpoint that asks for a role only with a token whose user has it.</summary>
internal sealed class Authentication(RequestDelegate next, Tokens tokens)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<Needs>() is { } needs)
            http.Features.Set(await Admit(http, needs));
        await next(http);
    }

    private async Task<Caller> Admit(HttpContext http, Needs needs)
    {
        var given = http.Request.Headers.Authorization.ToString();
        if (!given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) throw Unknown(http, "Send a token: Authorization: Bearer <token>.");
        if (await tokens.Find(given[Scheme.Length..].Trim(), http.RequestAborted) is not { } caller) throw Unknown(http, "This token is not known, or was revoked.");
        if (!caller.May(needs.Role, HttpMethods.IsGet(http.Request.Method))) throw Forbidden(caller, needs);
        return caller;
    }

    private static RejectedException Unknown(HttpContext http, string sentence)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"crm\"";
        return new(new(StatusCodes.Status401Unauthorized, "token-needed", sentence));
    }

    private static RejectedException Forbidden(Caller caller, Needs needs) => new(new(StatusCodes.Status403Forbidden, "role-needed",
        $"This needs the role {needs.Role.ToString().ToLowerInvariant()}; {caller.Name} has the role {caller.Role.ToString().ToLowerInvariant()}."));
}
