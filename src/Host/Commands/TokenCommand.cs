using System.CommandLine;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tokens;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using Npgsql;

namespace EventSourcedCrm.Host.Commands;

/// <summary><c>crm token add|list|revoke</c>: who may use the API.</summary>
public static class TokenCommand
{
    private const int LongestText = 200;

    private const string Listing = """
        select t.token_id, a.name, coalesce(a.role, 'none'), t.label, t.issued_at, t.revoked
        from token t left join account a using (user_id) order by t.issued_at, t.token_id
        """;

    public static Command Create() => new("token", "Adds, lists and revokes the tokens of the API") { Add(), List(), Revoke() };

    private static Command Add()
    {
        var user = new Option<string>("--user") { Description = "The user's id, or the name of a new user", Required = true };
        var role = new Option<UserRole>("--role") { Description = "The role of a new user", DefaultValueFactory = _ => UserRole.Operator };
        var label = new Option<string>("--label") { Description = "What the token is for", DefaultValueFactory = _ => "" };
        var data = DataOption.Create();
        var command = new Command("add", "Makes a token and prints it once") { user, role, label, data };
        command.SetAction(async (parsed, ct) =>
        {
            if (parsed.GetValue(user)!.Trim().Length is 0 or > LongestText) throw new SentenceException($"--user is an id, or a name of at most {LongestText} characters.");
            if (parsed.GetValue(label)!.Length > LongestText) throw new SentenceException($"--label has at most {LongestText} characters.");
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var id = await UserOf(storage, parsed.GetValue(user)!, parsed.GetValue(role), ct);
            var secret = HostTokens.NewSecret();
            var token = await HostTokens.Issue(storage, id, secret, parsed.GetValue(label)!, ct);
            Console.Error.WriteLine($"Token {token.Value} of user {id.Value}; it is shown only now:");
            Console.WriteLine(secret);
            return 0;
        });
        return command;
    }

    private static Command List()
    {
        var data = DataOption.Create();
        var command = new Command("list", "Lists the tokens, as far as the server has read the log") { data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var choose = new NpgsqlCommand("select set_config('search_path', quote_ident(build), true) from control.live where projection = 'access'", connection);
            if (await choose.ExecuteScalarAsync(ct) is null) throw new SentenceException("Nothing is built yet. Start crm run once.");
            await using var query = new NpgsqlCommand(Listing, connection);
            await using var row = await query.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                Console.WriteLine($"{row.GetGuid(0)}  {row.GetString(2),-9} {row.GetString(1),-24} {row.GetFieldValue<DateTimeOffset>(4):yyyy-MM-dd}  {(row.GetBoolean(5) ? "revoked" : "valid  ")}  {row.GetString(3)}");
            return 0;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<Guid>("ID") { Description = "The token's id, as crm token list shows it" };
        var data = DataOption.Create();
        var command = new Command("revoke", "Makes a token worthless") { id, data };
        command.SetAction(async (parsed, ct) =>
        {
            await using var storage = await Storage.Open(parsed.GetValue(data)!, ct);
            var stream = StreamName.Of(Token.Category, parsed.GetValue(id));
            var (token, revision) = (Token.Initial, -1L);
            await foreach (var recorded in storage.Log.ReadStream(stream, 0, ct))
                (token, revision) = (recorded.Fact is TokenFact fact ? Token.Evolve(token, fact) : token, recorded.Revision);
            var decision = Token.Decide(new Domain.Tokens.TokenCommand.Revoke(), token);
            if (decision.Refusal is { } refusal) throw new SentenceException(refusal.Sentence);
            if (decision.Facts.Count > 0)
                await storage.Log.Append(stream, ExpectedRevision.At(revision), [.. decision.Facts.Select(HostTokens.Fact)], ct);
            Console.WriteLine("The token is revoked; a running server refuses it within seconds.");
            return 0;
        });
        return command;
    }

    private static async Task<UserId> UserOf(Storage storage, string text, UserRole role, CancellationToken ct)
    {
        if (!Guid.TryParse(text, out var known))
        {
            var created = new UserId(Guid.NewGuid());
            await HostTokens.Register(storage, created, text, role, ct);
            return created;
        }
        return await storage.Log.ReadFirst(StreamName.Of(User.Category, known), ct) is not null
            ? new(known)
            : throw new SentenceException($"There is no user {known}. Give a name to make a new one.");
    }
}
