using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Users;
using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EventSourcedCrm.Api.Shared;

/// <summary>Turns an HTTP request into a command: every field checked, and everything around it said.</summary>
public sealed class CommandReader(Organisation organisation, TimeProvider clock)
{
    public const int LargestBody = 1024 * 1024;

    // A caller's clock may be a little ahead; what it dates within this is dated now.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    public async Task<TRequest> Read<TRequest>(HttpContext http, CancellationToken ct) where TRequest : CommandRequest
    {
        var body = await Body(http, ct);
        var request = StrictJson.Read<TRequest>(WithPath(http, body));
        var now = ToMicroseconds(clock.GetUtcNow());
        FieldCheck.Check(request, now);
        request.Context = await Context(http, request, body, now, ct);
        return request;
    }

    /// <summary>What the path names beside the record's id belongs to the request as if it stood in the body.</summary>
    private static byte[] WithPath(HttpContext http, byte[] body)
    {
        var named = http.Request.RouteValues.Where(value => value.Key != "id").ToList();
        if (named.Count == 0) return body;
        var given = StrictJson.Read<JsonObject>(body);
        foreach (var (name, value) in named)
            if (!given.TryAdd(name, int.TryParse(value?.ToString(), out var number) ? number : value?.ToString()))
                throw new RejectedException(Problem.Field(name, "The path says this already."));
        return JsonSerializer.SerializeToUtf8Bytes(given);
    }

    private async Task<CommandContext> Context(HttpContext http, CommandRequest request, byte[] body, DateTimeOffset now, CancellationToken ct)
    {
        var caller = http.Caller();
        var commandId = CommandId(Headers.IdempotencyKey(http), caller, now);
        return new(
            caller,
            RouteId(http) ?? request.GivenId ?? DerivedId.From(commandId, "record"),
            commandId,
            Hash(http.Request, body),
            Headers.CorrelationId(http) ?? commandId,
            now,
            await HappenedAt(request, now, ct),
            ActorOf(request, caller),
            Headers.IfMatch(http),
            DryRun(http),
            Headers.Seen(http));
    }

    /// <summary>The same for the same caller and key; grows with time where the key does, as one made here does.</summary>
    private static Guid CommandId(string? key, Caller caller, DateTimeOffset now)
    {
        if (key is null) return Guid.CreateVersion7(now);
        var user = caller.User.Value.ToString("D");
        return Guid.TryParseExact(key, "D", out var id) && id.Version == 7 ? DerivedId.From(id, "command", user) : DerivedId.From("command", user, key);
    }

    private async Task<DateTimeOffset?> HappenedAt(CommandRequest request, DateTimeOffset now, CancellationToken ct)
    {
        if (request.HappenedAt is not { } given) return null;
        var happenedAt = given.In(await organisation.Zone(ct));
        if (happenedAt > now + ClockSkew) throw new RejectedException(Problem.Field("happenedAt", "This is in the future."));
        return happenedAt > now ? now : happenedAt;
    }

    private static Actor ActorOf(CommandRequest request, Caller caller)
    {
        if (request.Actor is not { } given) return Actor.Person(caller.User);
        if (given.Kind == ActorKind.Automation) return new(given.Kind, given.Id);
        if (!Guid.TryParseExact(given.Id, "D", out var id))
            throw new RejectedException(Problem.Field("actor.id", "The GUID of a user is expected."));
        if (id != caller.User.Value && !caller.May(UserRole.Manager, reading: false))
            throw new RejectedException(new(StatusCodes.Status403Forbidden, "role-needed", "Recording what another person did needs the role manager."));
        return new(given.Kind, id.ToString("D"));
    }

    private static async Task<byte[]> Body(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasJsonContentType())
            throw new RejectedException(new(StatusCodes.Status415UnsupportedMediaType, "unsupported-media-type", "The body is expected as application/json."));
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = LargestBody;
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, LargestBody));
        await http.Request.Body.CopyToAsync(body, ct);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }

    private static string Hash(HttpRequest request, byte[] body) => Convert.ToHexStringLower(
        Sha256.Of([.. Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"), .. body]));

    private static Guid? RouteId(HttpContext http) => http.Request.RouteValues["id"] switch
    {
        null => null,
        var given when Guid.TryParseExact(given.ToString(), "D", out var id) => id,
        _ => throw new RejectedException(Problem.Field("id", "A GUID is expected in the path.")),
    };

    // A misspelt dry run must not record anything.
    private static bool DryRun(HttpContext http)
    {
        if (http.Request.Query.Keys.FirstOrDefault(name => name != "dryRun") is { } unknown)
            throw new RejectedException(Problem.Field(unknown, "This parameter is not known here."));
        return http.Request.Query["dryRun"].ToString() switch
        {
            "" or "false" => false,
            "true" => true,
            _ => throw new RejectedException(Problem.Field("dryRun", "true or false is expected.")),
        };
    }

    private static DateTimeOffset ToMicroseconds(DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
