using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EventSourcedCrm.Api.Shared;

/// <summary>
/// Where the next page begins: the last row's key, the build and instant the list began with, and the filters it was asked under.
/// Opaque to callers; one that was altered, or belongs to other filters, is refused.
/// </summary>
public sealed record Cursor<TKey>(TKey Last, string Build, DateTimeOffset AsOf, string Of) where TKey : class
{
    /// <param name="last">Key of the last row of this page.</param>
    /// <param name="build">The build the page was read from.</param>
    /// <param name="asOf">The instant the list is shown as of.</param>
    /// <param name="filters">What the list was asked for, without the cursor and the limit.</param>
    public static string Write(TKey last, Build build, DateTimeOffset asOf, object filters)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Cursor<TKey>(last, build.Name, asOf, Digest(filters)), ApiJson.Options);
        return Base64Url.EncodeToString([.. Check(json), .. json]);
    }

    /// <summary>Null for the first page.</summary>
    /// <exception cref="RejectedException">The cursor is not one of this list.</exception>
    public static Cursor<TKey>? Read(string? text, object filters)
    {
        if (text is null) return null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(text);
            if (bytes.Length > CheckLength && bytes[..CheckLength].AsSpan().SequenceEqual(Check(bytes.AsSpan(CheckLength)))
                && JsonSerializer.Deserialize<Cursor<TKey>>(bytes.AsSpan(CheckLength), ApiJson.Options) is { } cursor && cursor.Of == Digest(filters))
                return cursor;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
        }
        throw new RejectedException(Problem.Field("cursor", "This is not a cursor this list answered. Begin again without one."));
    }

    private const int CheckLength = 8;

    private static byte[] Check(ReadOnlySpan<byte> json) => SHA256.HashData(json)[..CheckLength];

    private static string Digest(object filters) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filters.GetType().Name + JsonSerializer.Serialize(filters, filters.GetType(), ApiJson.Options))))[..16];
}
