using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>
/// SHA-256 of many short pieces. .NET asks OpenSSL as it is to be asked for any hash, and that takes several times as long as hashing 64 bytes; what OpenSSL
/// has for this hash alone takes no detours. Where there is no such OpenSSL, and for long pieces, .NET does it.
/// </summary>
public static partial class Sha256
{
    /// <summary>From so many bytes on hashing is what takes the time; and no collection of garbage is kept waiting for it.</summary>
    private const int LongPiece = 4096;

    /// <summary>OpenSSL's own context takes 112 bytes.</summary>
    private const int ContextLength = 256;

    /// <summary>Asked once, with an answer that is known.</summary>
    private static readonly bool _isThere = Gives(SHA256.HashData([]));

    public static byte[] Of(ReadOnlySpan<byte> bytes) => _isThere && bytes.Length < LongPiece ? ByOpenSsl(bytes) : SHA256.HashData(bytes);

    private static byte[] ByOpenSsl(ReadOnlySpan<byte> bytes)
    {
        Span<byte> context = stackalloc byte[ContextLength];
        var hash = new byte[SHA256.HashSizeInBytes];
        _ = SHA256_Init(context);
        _ = SHA256_Update(context, bytes, (nuint)bytes.Length);
        _ = SHA256_Final(hash, context);
        return hash;
    }

    private static bool Gives(byte[] hash)
    {
        try
        {
            return ByOpenSsl([]).AsSpan().SequenceEqual(hash);
        }
        catch (Exception missing) when (missing is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // another platform, or a version that has given them up
        }
    }

    [LibraryImport("libcrypto.so.3")]
    [SuppressGCTransition]
    private static partial int SHA256_Init(Span<byte> context);

    [LibraryImport("libcrypto.so.3")]
    [SuppressGCTransition]
    private static partial int SHA256_Update(Span<byte> context, ReadOnlySpan<byte> data, nuint length);

    [LibraryImport("libcrypto.so.3")]
    [SuppressGCTransition]
    private static partial int SHA256_Final(Span<byte> hash, Span<byte> context);
}
