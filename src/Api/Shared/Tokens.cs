using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Finds who a bearer token names. A token is believed for a second before it is looked up again.</summary>
public sealed class Tokens(ReadModels models, TimeProvider clock)
{
    private const string Sql = """
        select t.token_id, t.user_id, a.name as user_name, a.role
        from token t
        join account a using (user_id)
        where t.sha256 = @Hash and not t.revoked and a.active and a.role is not null
        """;

    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _known = new();

    public async Task<Caller?> Find(string token, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_known.TryGetValue(hash, out var known) && clock.GetUtcNow() < known.Until) return known.Caller;

        await using var snapshot = await models.Open("access", null, ct);
        if (await snapshot.Find<Row>(Sql, new { Hash = hash }, ct) is not { } row)
        {
            _known.TryRemove(hash, out _);
            return null;
        }
        var caller = new Caller(new TokenId(row.TokenId), new UserId(row.UserId), row.UserName, Enum.Parse<UserRole>(row.Role, ignoreCase: true));
        _known[hash] = (caller, clock.GetUtcNow() + Believed);
        return caller;
    }

    private sealed record Row(Guid TokenId, Guid UserId, string UserName, string Role);
}
