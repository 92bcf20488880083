using System.Text.Json;

namespace EventSourcedCrm.EventStoreServer.Storage;

/// <summary>Which events of a stream are hidden, as its metadata says.</summary>
internal sealed record StreamLimits(long TruncateBefore = 0, long? MaxCount = null, TimeSpan? MaxAge = null)
{
    public const long Deleted = long.MaxValue;
    public static readonly StreamLimits None = new();

    /// <summary>Metadata that cannot be read as a whole counts as none.</summary>
    public static StreamLimits Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var seconds = Number(document, "$maxAge");
            return new(Number(document, "$tb") ?? 0, Number(document, "$maxCount"), seconds is null ? null : TimeSpan.FromSeconds(seconds.Value));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return None;
        }
    }

    private static long? Number(JsonDocument document, string key) =>
        document.RootElement.TryGetProperty(key, out var value) ? value.GetInt64() : null;
}
