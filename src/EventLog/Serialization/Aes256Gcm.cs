using System.Security.Cryptography;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>
/// AES-256-GCM of short texts, each perhaps under another key: libsodium takes a fraction of a microsecond for one, .NET, which asks OpenSSL, several, most
/// of them for making a cipher. Both give the same bytes.
/// </summary>
internal static class Aes256Gcm
{
    public const int NonceSize = 12, TagSize = 16;

    /// <param name="key">32 bytes.</param>
    /// <param name="nonce">Never twice with one key.</param>
    /// <param name="text">Is encrypted where it stands.</param>
    /// <param name="tag">Gets what shows that nothing was changed.</param>
    /// <param name="bound">What the text belongs to, needed again to decrypt it.</param>
    public static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> bound)
    {
        if (Sodium.HasAes)
        {
            Sodium.Encrypt(text, tag, bound, nonce, key);
            return;
        }
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, text, text, tag, bound);
    }

    /// <exception cref="AuthenticationTagMismatchException">The text, its tag or what it is bound to was changed, or the key is another.</exception>
    public static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> bound)
    {
        if (Sodium.HasAes)
        {
            if (!Sodium.Decrypt(text, tag, bound, nonce, key)) throw new AuthenticationTagMismatchException();
            return;
        }
        using var cipher = new AesGcm(key, TagSize);
        cipher.Decrypt(nonce, text, tag, text, bound);
    }
}
