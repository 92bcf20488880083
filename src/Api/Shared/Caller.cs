using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Who asks, by the token sent.</summary>
public sealed record Caller(TokenId Token, UserId User, string Name, UserRole Role)
{
    public Recorder Recorder => new(RecorderKind.Person, User.Value.ToString("D"));

    /// <summary>Operator ⊂ manager ⊂ admin; an auditor stands apart, reads everything and changes nothing.</summary>
    public bool May(UserRole needed, bool reading) => Role == UserRole.Auditor ? reading : Role >= needed;
}

/// <summary>The role an endpoint asks for; put on its group or, to ask for more, on the route.</summary>
public sealed record Needs(UserRole Role);

internal static class CallerOfRequest
{
    public static Caller Caller(this HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("This endpoint asks for no role, so it has no caller.");
}
