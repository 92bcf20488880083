using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tokens;

/// <summary>What can be asked of a bearer token.</summary>
public abstract record TokenCommand
{
    /// <summary>The hash is the token's SHA-256 in lower-case hexadecimal; the token itself is never recorded.</summary>
    public sealed record Issue(UserId User, string Hash, string Label) : TokenCommand;

    public sealed record Revoke : TokenCommand;
}
