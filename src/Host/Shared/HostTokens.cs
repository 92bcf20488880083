using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Shared;

/// <summary>Tokens made on the host: the admin's at the first start, and those of <c>crm token add</c>.</summary>
public static class HostTokens
{
    private static readonly UserId Administrator = new(new Guid("ad0000ad-0000-4000-8000-0000000000ad"));

    /// <summary>A secret nobody can guess, in letters that survive copying.</summary>
    public static string NewSecret() => "crm_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Leaves an admin's token in FOLDER/admin.token, synced to disk before it is recorded; does nothing where there is an administrator already.</summary>
    public static async Task<string> EnsureAdmin(Storage storage, CancellationToken ct)
    {
        var path = Path.Combine(storage.Folder, "admin.token");
        if (await storage.Log.ReadFirst(StreamName.Of(User.Category, Administrator.Value), ct) is not null) return path;
        var secret = NewSecret();
        await WriteSynced(path, secret, ct);
        await Register(storage, Administrator, "Administrator", UserRole.Admin, ct);
        await Issue(storage, Administrator, secret, "first start", ct);
        return path;
    }

    public static async Task Register(Storage storage, UserId user, string name, UserRole role, CancellationToken ct)
    {
        try
        {
            await storage.Log.Append(StreamName.Of(User.Category, user.Value), ExpectedRevision.NoStream,
                [Fact(new UserRegistered(name, role, null, null))], ct);
        }
        catch (WrongExpectedRevisionException)
        {
            // Another process started at the same time and was first.
        }
    }

    public static async Task<TokenId> Issue(Storage storage, UserId user, string secret, string label, CancellationToken ct)
    {
        var token = new TokenId(Guid.NewGuid());
        await storage.Log.Append(StreamName.Of(Token.Category, token.Value), ExpectedRevision.NoStream, [Fact(new TokenIssued(user, Hash(secret), label))], ct);
        return token;
    }

    public static NewFact Fact(IFact fact) => new(Guid.NewGuid(), fact, new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = Now(),
        Actor = new(ActorKind.Automation, "crm"),
        RecordedBy = new(RecorderKind.Program, "crm"),
    });

    private static DateTimeOffset Now()
    {
        var now = DateTimeOffset.UtcNow;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static async Task WriteSynced(string path, string secret, CancellationToken ct)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.ASCII.GetBytes(secret + "\n"), ct);
        file.Flush(flushToDisk: true);
    }
}
