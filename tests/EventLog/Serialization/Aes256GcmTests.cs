using System.Security.Cryptography;
using EventSourcedCrm.EventLog.Serialization;
using FsCheck;
using FsCheck.Fluent;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

public sealed class Aes256GcmTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];

    private static readonly Arbitrary<(byte[] Text, byte[] Bound)> Texts =
        (from text in Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf() from bound in Gen.Choose(0, 255).Select(n => (byte)n).ArrayOf() select (text, bound)).ToArbitrary();

    [Fact]
    public void Gives_the_bytes_that_dotnet_gives_and_reads_them() => Prop.ForAll(Texts, sample =>
    {
        var nonce = RandomNumberGenerator.GetBytes(Aes256Gcm.NonceSize);
        byte[] ours = [.. sample.Text], theirs = new byte[sample.Text.Length], ourTag = new byte[Aes256Gcm.TagSize], theirTag = new byte[Aes256Gcm.TagSize];
        Aes256Gcm.Encrypt(Key, nonce, ours, ourTag, sample.Bound);
        using var dotnet = new AesGcm(Key, Aes256Gcm.TagSize);
        dotnet.Encrypt(nonce, sample.Text, theirs, theirTag, sample.Bound);
        ours.ShouldBe(theirs);
        ourTag.ShouldBe(theirTag);
        Aes256Gcm.Decrypt(Key, nonce, theirs, theirTag, sample.Bound);
        theirs.ShouldBe(sample.Text);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("text")]
    [InlineData("tag")]
    [InlineData("nonce")]
    [InlineData("bound")]
    [InlineData("key")]
    public void What_was_changed_does_not_open(string changed)
    {
        byte[] key = [.. Key], nonce = new byte[Aes256Gcm.NonceSize], text = [1, 2, 3], tag = new byte[Aes256Gcm.TagSize], bound = [4, 5];
        Aes256Gcm.Encrypt(key, nonce, text, tag, bound);
        (changed switch { "text" => text, "tag" => tag, "nonce" => nonce, "bound" => bound, _ => key })[^1] ^= 1;
        Should.Throw<AuthenticationTagMismatchException>(() => Aes256Gcm.Decrypt(key, nonce, text, tag, bound));
    }
}
