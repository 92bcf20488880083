using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Shared;

/// <summary>Who a bearer token stands for and what that user may do; a query joins the two, so that one fact about a user governs all tokens.</summary>
public sealed class Access() : Projection("access", version: 1)
{
    private readonly Table<TokenRow> _tokens = new("token", row => row.TokenId, "sha256", "user_id");
    private readonly Table<AccountRow> _accounts = new("account", row => row.UserId);

    protected override IEnumerable<Type> Handles => [typeof(TokenFact), typeof(UserFact)];

    protected override void Apply(Recorded happened)
    {
        switch (happened.Fact)
        {
            case TokenIssued f:
                _tokens.Put(new(happened.Id<TokenId>(), f.Hash, f.User, f.Label, false, happened.HappenedAt, happened.Revision));
                break;
            case TokenRevoked:
                _tokens.Update(happened.Id<TokenId>(), row => row with { Revoked = true, Revision = happened.Revision });
                break;
            case UserRegistered f: _accounts.Put(new(happened.Id<UserId>(), f.Name, f.Role, true)); break;
            case UserRenamed f: Change(row => row with { Name = f.Name }); break;
            case UserRoleChanged f: Change(row => row with { Role = f.Role }); break;
            case UserDeactivated: Change(row => row with { Active = false }); break;
            case UserReactivated: Change(row => row with { Active = true }); break;
        }

        void Change(Func<AccountRow, AccountRow> change) => _accounts.Update(happened.Id<UserId>(), change);
    }
}

/// <summary>A bearer token, known by the SHA-256 of its text in lower-case hexadecimal.</summary>
public sealed record TokenRow(TokenId TokenId, string Sha256, UserId UserId, string Label, bool Revoked, DateTimeOffset IssuedAt, long Revision);

/// <summary>What a user may do: nothing without a role or while inactive.</summary>
public sealed record AccountRow(UserId UserId, string Name, UserRole? Role, bool Active);
