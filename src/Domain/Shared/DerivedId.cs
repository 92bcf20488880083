using System.Security.Cryptography;
using System.Text;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>GUIDs that follow from words, so that the same words meet the same record again (RFC 9562, version 8).</summary>
public static class DerivedId
{
    public static Guid From(params ReadOnlySpan<string> words)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', words!)));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
