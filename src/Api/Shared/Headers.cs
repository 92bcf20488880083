using EventSourcedCrm.EventLog;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>The headers commands and queries understand; what is there but unreadable is refused by name.</summary>
internal static class Headers
{
    public const string IdempotencyKeyName = "Idempotency-Key";
    public const string CorrelationIdName = "X-Correlation-Id";
    public const string SeenName = "X-Seen";
    public const string ReadAfterName = "X-Read-After";
    public const string IfMatchName = "If-Match";
    public const string StampName = "X-Stamp";
    public const string NextName = "X-Next-Cursor";

    public static string? IdempotencyKey(HttpContext http) => Read(http, IdempotencyKeyName,
        key => key.Length <= 200 ? key : null, "At most 200 characters are accepted.");

    public static Guid? CorrelationId(HttpContext http) => Read(http, CorrelationIdName,
        text => Guid.TryParse(text, out var id) ? (Guid?)id : null, "A GUID is expected.");

    public static LogPosition? ReadAfter(HttpContext http) => Read(http, ReadAfterName,
        text => LogPosition.TryParse(text, out var position) ? (LogPosition?)position : null, "A position as answered by a command is expected.");

    public static long? IfMatch(HttpContext http) => Read(http, IfMatchName,
        text => long.TryParse(text.Trim('"'), out var revision) && revision >= 0 ? (long?)revision : null, "A revision in quotes, as in an ETag answered before, is expected.");

    public static IReadOnlyList<string>? Seen(HttpContext http) => Read(http, SeenName,
        text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: <= 20 } positions
            && positions.All(position => position.Length <= 100) ? positions : null,
        "At most 20 positions of at most 100 characters, separated by commas, are accepted.");

    private static T? Read<T>(HttpContext http, string name, Func<string, T?> parse, string sentence)
    {
        var text = http.Request.Headers[name].ToString();
        return text.Length == 0 ? default : parse(text) ?? throw new RejectedException(Problem.Field(name, sentence));
    }
}
