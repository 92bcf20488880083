using System.Collections.Concurrent;
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

    private readonly ConcurrentDictionary<string, Believed<Caller>> _known = new();

    public async Task<Caller?> Find(string token, CancellationToken ct)
    {
        var hash = Convert.ToHexStringLower(Sha256.Of(Encoding.UTF8.GetBytes(token)));
        Caller? caller = null;
        try
        {
            return caller = await _known.GetOrAdd(hash, _ => new(clock)).Get(() => LookUp(hash), ct);
        }
        finally
        {
            if (caller is null) _known.TryRemove(hash, out _); // whoever sends nonsense leaves nothing in memory
        }
    }

    private async Task<Caller?> LookUp(string hash)
    {
        await using var snapshot = await models.Open("access", null, CancellationToken.None);
        return await snapshot.Find<Row>(Sql, new { Hash = hash }, CancellationToken.None) is { } row
            ? new(new TokenId(row.TokenId), new UserId(row.UserId), row.UserName, Enum.Parse<UserRole>(row.Role, ignoreCase: true))
            : null;
    }

    private sealed record Row(Guid TokenId, Guid UserId, string UserName, string Role);
}
