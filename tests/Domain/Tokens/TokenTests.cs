using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using EventSourcedCrm.Domain.Tokens;
using static EventSourcedCrm.Domain.Tokens.TokenCommand;

namespace EventSourcedCrm.Domain.Tests.Tokens;

public sealed class TokenTests : DeciderSpec<Token, TokenCommand, TokenFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());
    private static readonly string Hash = new('a', 64);
    private static readonly TokenFact Issued = new TokenIssued(Anna, Hash, "laptop");

    [Fact]
    public void Every_command_has_its_answer_before_issuing_valid_and_revoked() => Table(
        """
        Issue | token-issued | !token-already-issued | !token-already-issued
        Revoke | !no-such-token | token-revoked | -
        """,
        [[], [Issued], [Issued, new TokenRevoked()]],
        new Issue(Anna, Hash, "phone"), new Revoke());

    [Fact]
    public void Issuing_again_changes_nothing_while_the_token_is_valid()
    {
        Given(Issued).When(new Issue(Anna, Hash, "laptop")).ThenNothing();
        Given(Issued, new TokenRevoked()).When(new Issue(Anna, Hash, "laptop")).ThenRefused("token-already-issued");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg")]
    public void A_hash_is_64_lower_case_hexadecimal_digits(string hash) =>
        Given().When(new Issue(Anna, hash, "laptop")).ThenRefused("hash-malformed");
}

public sealed class TokenProperties : DeciderProperties<Token, TokenCommand, TokenFact>
{
    private static readonly UserId Anna = new(Guid.NewGuid());

    protected override IReadOnlyList<TokenCommand> Samples { get; } =
    [
        new Issue(Anna, new('a', 64), "laptop"),
        new Issue(Anna, new('b', 64), "phone"),
        new Issue(Anna, "secret", "phone"),
        new Revoke(),
    ];
}
