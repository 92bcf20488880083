using System.Security.Cryptography;
using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Tests.Shared;

public sealed class Sha256Tests
{
    /// <summary>Around the ends of its blocks of 64 bytes, and around the length from which .NET does it.</summary>
    [Fact]
    public void It_is_the_one_of_NET_for_pieces_of_any_length()
    {
        var bytes = new byte[5000];
        new Random(7).NextBytes(bytes);
        foreach (var length in Enumerable.Range(0, 300).Concat(Enumerable.Range(4000, 200)).Append(bytes.Length))
            Sha256.Of(bytes.AsSpan(0, length)).ShouldBe(SHA256.HashData(bytes.AsSpan(0, length)), $"{length} bytes");
    }

    [Fact]
    public void Threads_that_hash_at_once_do_not_disturb_each_other() => Parallel.For(0, 20_000, seed =>
    {
        var bytes = BitConverter.GetBytes(seed);
        Sha256.Of(bytes).ShouldBe(SHA256.HashData(bytes));
    });
}
