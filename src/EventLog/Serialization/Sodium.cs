using System.Runtime.InteropServices;

namespace EventSourcedCrm.EventLog.Serialization;

/// <summary>What we use of libsodium.</summary>
internal static partial class Sodium
{
    private const int Failed = -1, Yes = 1;

    /// <summary>libsodium does AES only with the processor's own instructions for it.</summary>
    public static bool HasAes { get; } = Starts() && crypto_aead_aes256gcm_is_available() == Yes;

    public static void Encrypt(Span<byte> text, Span<byte> tag, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key) =>
        _ = crypto_aead_aes256gcm_encrypt_detached(text, tag, 0, text, (ulong)text.Length, bound, (ulong)bound.Length, 0, nonce, key);

    /// <returns>False where the text, what it is bound to or the key is not what it was.</returns>
    public static bool Decrypt(Span<byte> text, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> bound, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key) =>
        crypto_aead_aes256gcm_decrypt_detached(text, 0, text, (ulong)text.Length, tag, bound, (ulong)bound.Length, nonce, key) != Failed;

    private static bool Starts()
    {
        try
        {
            return sodium_init() != Failed;
        }
        catch (DllNotFoundException)
        {
            return false; // a platform it is not built for
        }
    }

    [LibraryImport("libsodium")]
    private static partial int sodium_init();

    [LibraryImport("libsodium")]
    private static partial int crypto_aead_aes256gcm_is_available();

    [LibraryImport("libsodium")]
    private static partial int crypto_aead_aes256gcm_encrypt_detached(
        Span<byte> c, Span<byte> mac, nint maclen, ReadOnlySpan<byte> m, ulong mlen, ReadOnlySpan<byte> ad, ulong adlen, nint nsec, ReadOnlySpan<byte> npub, ReadOnlySpan<byte> k);

    [LibraryImport("libsodium")]
    private static partial int crypto_aead_aes256gcm_decrypt_detached(
        Span<byte> m, nint nsec, ReadOnlySpan<byte> c, ulong clen, ReadOnlySpan<byte> mac, ReadOnlySpan<byte> ad, ulong adlen, ReadOnlySpan<byte> npub, ReadOnlySpan<byte> k);
}
