using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Shared.Decision;
using static EventSourcedCrm.Domain.Tokens.TokenCommand;

namespace EventSourcedCrm.Domain.Tokens;

/// <summary>Decides what may happen to a bearer token; one that is revoked stays so.</summary>
public abstract record Token : IDecider<Token, TokenCommand, TokenFact>
{
    private Token() { }

    private sealed record Unknown : Token;

    private sealed record Valid(UserId User, string Hash, string Label) : Token;

    private sealed record Revoked : Token;

    public static string Category => "token";

    public static Token Initial { get; } = new Unknown();

    public static Decision<TokenFact> Decide(TokenCommand command, Token token) => (command, token) switch
    {
        (Issue c, _) when !IsSha256(c.Hash) => Refuse("hash-malformed", "A token's hash is its SHA-256 in 64 lower-case hexadecimal digits."),
        (Issue c, Unknown) => [new TokenIssued(c.User, c.Hash, c.Label)],
        (Issue c, Valid t) when t == new Valid(c.User, c.Hash, c.Label) => [],
        (Revoke, Valid) => [new TokenRevoked()],
        (Revoke, Revoked) => [],
        (_, Unknown) => Refuse("no-such-token", "There is no such token."),
        _ => Refuse("token-already-issued", "This token has already been issued."),
    };

    public static Token Evolve(Token token, TokenFact fact) => fact switch
    {
        TokenIssued f => new Valid(f.User, f.Hash, f.Label),
        TokenRevoked => new Revoked(),
        _ => token,
    };

    private static bool IsSha256(string hash) => hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower);
}
