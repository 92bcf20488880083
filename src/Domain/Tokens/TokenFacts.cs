using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tokens;

/// <summary>What can happen to a bearer token, as stored for ever in stream <c>token-{id}</c>.</summary>
public abstract record TokenFact : IFact;

/// <summary>Whoever shows the token with this SHA-256, in lower-case hexadecimal, is the user.</summary>
[Stored("token-issued-v1")]
public sealed record TokenIssued(UserId User, string Hash, string Label) : TokenFact;

[Stored("token-revoked-v1")]
public sealed record TokenRevoked : TokenFact;
