using System.Security.Cryptography;

namespace EventSourcedCrm.EventLog;

/// <summary>SHA-256 for a log's many short pieces: each thread keeps what computes it, since to make it anew is a fifth of what a short piece takes.</summary>
internal static class Sha256
{
    [ThreadStatic]
    private static IncrementalHash? _kept;

    public static byte[] Of(ReadOnlySpan<byte> bytes)
    {
        var hash = _kept ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }
}
