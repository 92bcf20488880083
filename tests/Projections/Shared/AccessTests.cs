using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.Projections.Shared;
using static EventSourcedCrm.Projections.Tests.Given;

namespace EventSourcedCrm.Projections.Tests.Shared;

public sealed class AccessTests
{
    private const string Allowed = """
        select token_id, sha256, label, user_id, name, role, active, revoked
        from token left join account using (user_id)
        order by token_id
        """;

    private static readonly UserRegistered Ann = new("Ann", UserRole.Operator, null, null);
    private static readonly TokenIssued Phone = new(Id<UserId>(7), "ab01", "phone");

    [Fact]
    public Task A_token_stands_for_its_user() => new Given()
        .Registry("user", 7, Ann)
        .Registry("token", 1, Phone)
        .Then<Access>(Allowed, "#1, ab01, phone, #7, Ann, operator, yes, no");

    [Fact]
    public Task A_token_may_come_before_its_user() => new Given()
        .Registry("token", 1, Phone)
        .Registry("user", 7, new UserRegistered("Ann", null, null, null))
        .Then<Access>(Allowed, "#1, ab01, phone, #7, Ann, –, yes, no");

    [Fact]
    public Task A_revoked_token_says_so() => new Given()
        .Registry("token", 1, Phone, new TokenRevoked())
        .Then<Access>("select revoked, issued_at, revision from token", "yes, 2026-01-01, 1");

    [Fact]
    public Task What_becomes_of_a_user_holds_for_all_tokens() => new Given()
        .Registry("user", 7, Ann)
        .Registry("token", 1, Phone)
        .Registry("token", 2, new TokenIssued(Id<UserId>(7), "cd02", "desk"))
        .Registry("user", 7, new UserRenamed("Anna"), new UserRoleChanged(UserRole.Admin), new UserDeactivated())
        .Then<Access>(Allowed, "#1, ab01, phone, #7, Anna, admin, no, no", "#2, cd02, desk, #7, Anna, admin, no, no");

    [Fact]
    public Task A_reactivated_user_may_do_what_they_could() => new Given()
        .Registry("user", 7, Ann, new UserDeactivated(), new UserReactivated())
        .Then<Access>("select role, active from account", "operator, yes");
}
