using System.Buffers;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

public sealed class FramesTests
{
    private static readonly int[] Lengths = [0, 1, 5, 300, 70_000, 200_000, 3];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4_096)]
    [InlineData(1_000_000)]
    public async Task Messages_come_out_whole_however_the_stream_is_cut(int piece)
    {
        using var frames = new FrameReader(new InPieces(Framed(), piece));
        foreach (var length in Lengths) (await frames.Next(CancellationToken.None))!.Value.Length.ShouldBe(Framed(length).Length - Frames.HeaderLength);
        (await frames.Next(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_end_within_a_message_is_no_end()
    {
        using var frames = new FrameReader(new InPieces(Framed(10)[..^1], 100));
        await Should.ThrowAsync<EndOfStreamException>(async () => await frames.Next(CancellationToken.None));
    }

    [Theory]
    [InlineData("0100000000", "compressed")]
    [InlineData("0001100001", "at most")]
    [InlineData("00ffffffff", "at most")]
    public async Task What_nobody_asked_for_is_not_taken(string header, string why)
    {
        using var frames = new FrameReader(new InPieces(Convert.FromHexString(header), 100));
        (await Should.ThrowAsync<InvalidDataException>(async () => await frames.Next(CancellationToken.None))).Message.ShouldContain(why);
    }

    private static byte[] Framed() => [.. Lengths.SelectMany(Framed)];

    private static byte[] Framed(int length)
    {
        var writer = new ArrayBufferWriter<byte>();
        Frames.Write(writer, new ReadResp { Confirmation = new() { SubscriptionId = new string('x', length) } });
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>A stream that gives a few bytes at a time, as a network may.</summary>
    private sealed class InPieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
