using System.Security.Cryptography;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.EventLog;

/// <summary>The chain that makes an altered past visible: each link is SHA-256 of the link before and the leaf of the next fact.</summary>
public static class RunningHash
{
    /// <summary>Before the first fact: no bytes at all.</summary>
    public static readonly byte[] Start = [];

    public static byte[] Next(ReadOnlySpan<byte> previous, CanonicalFact fact) => Next(previous, fact.Leaf());

    public static byte[] Next(ReadOnlySpan<byte> previous, Recorded fact) => Next(previous, CanonicalFact.Of(fact));

    /// <param name="previous">The hash before this fact.</param>
    /// <param name="leaf">What <see cref="CanonicalFact.Leaf"/> gave for it.</param>
    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> leaf)
    {
        Span<byte> both = stackalloc byte[2 * SHA256.HashSizeInBytes];
        previous.CopyTo(both);
        leaf.CopyTo(both[previous.Length..]);
        return Sha256.Of(both[..(previous.Length + leaf.Length)]);
    }
}
