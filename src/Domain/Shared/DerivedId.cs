using System.Text;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>GUIDs that follow from words, so that the same words meet the same record again (RFC 9562, version 8).</summary>
public static class DerivedId
{
    private const int BytesOfTime = 6;

    public static Guid From(params ReadOnlySpan<string> words) => From(Hash(string.Join('\n', words!)), version: 8);

    /// <summary>
    /// One that follows from another and words. Where the other grows with time (version 7), so does this: records made one after another then
    /// stand beside each other in every index.
    /// </summary>
    public static Guid From(Guid other, params ReadOnlySpan<string> words)
    {
        var hash = Hash($"{other:D}\n{string.Join('\n', words!)}");
        if (other.Version != 7) return From(hash, version: 8);
        other.ToByteArray(bigEndian: true).AsSpan(0, BytesOfTime).CopyTo(hash);
        return From(hash, version: 7);
    }

    private static byte[] Hash(string text) => Sha256.Of(Encoding.UTF8.GetBytes(text));

    private static Guid From(byte[] hash, byte version)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | version << 4);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
