using System.Buffers.Binary;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;
using EventSourcedCrm.EventLog.Serialization;
using Google.Protobuf;
using Record = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadResp.Types.ReadEvent.Types.RecordedEvent;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>What is written and read without the generated messages is what these write and read.</summary>
public sealed class HandwrittenTests
{
    private static readonly byte[] Metadata = "{\"a\":1}"u8.ToArray();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 127)]
    [InlineData(3, 128)]
    [InlineData(200, 1_500)]
    [InlineData(2, 300_000)]
    public void An_append_is_in_the_bytes_of_its_messages(int count, int length)
    {
        var random = new Random(count + length);
        var facts = Enumerable.Range(0, count).Select(n => Fact(random, n % 2 == 0 ? "customer-registered-v1" : "größe-€-v1", length)).ToArray();
        var stream = new StreamName("s-1");
        var expected = facts.Select(Proposed).Prepend(new AppendReq { Options = new() { StreamIdentifier = Name(stream.Value), Revision = 7 } }).SelectMany(message => Frames.Of(message));
        Hex(Requests.Append(stream, ExpectedRevision.At(7), facts)).ShouldBe(Convert.ToHexString([.. expected]));
    }

    [Fact]
    public void An_append_is_asked_for_in_parts_and_again_from_its_beginning()
    {
        var random = new Random(1);
        var facts = Enumerable.Range(0, 500).Select(_ => Fact(random, "t", 400)).ToArray();
        var request = Requests.Append(new("s-1"), ExpectedRevision.NoStream, facts);
        request.Count().ShouldBeInRange(4, 10);
        Hex(request).ShouldBe(Hex(request));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(70_000)]
    public void A_fact_is_what_its_message_says(int length)
    {
        var random = new Random(length);
        var (id, data) = (NewId(random), Bytes(random, length));
        var entry = Read(new() { Event = new() { Event = Recorded(id, "customer-größe", ulong.MaxValue - 5, 300, data), CommitPosition = 300 } });
        var fact = entry.Fact.ShouldNotBeNull();
        fact.ShouldBe(new(LogPosition.At(300), new("customer-größe"), -6, id, "happened-v1", fact.Data, fact.Metadata, DateTimeOffset.UnixEpoch.AddMicroseconds(12)));
        fact.Data.ToArray().ShouldBe(data);
        fact.Metadata.ToArray().ShouldBe(Metadata);
    }

    [Fact]
    public void A_link_is_where_it_stands_itself_whatever_it_links_to()
    {
        var (target, link) = (Recorded(Guid.NewGuid(), "customer-1", 0, 300, []), Recorded(Guid.NewGuid(), "$ce-customer", 4, 500, []));
        Read(new() { Event = new() { Event = target, Link = link } }).ShouldSatisfyAllConditions(
            entry => entry.Position.ShouldBe(LogPosition.At(500)), entry => entry.Fact!.Position.ShouldBe(LogPosition.At(500)));
        Read(new() { Event = new() { Link = link } }).ShouldBe(new(LogPosition.At(500), null));
        Read(new() { Event = new() { Event = link } }).ShouldBe(new(LogPosition.At(500), null));
    }

    [Fact]
    public void What_is_no_event_is_told_apart()
    {
        Parse(new() { Checkpoint = new() { CommitPosition = 9, PreparePosition = 8 } }).ShouldBe(new ReadAnswer.Checkpoint(new(9, 8)));
        Parse(new() { CaughtUp = new() { StreamRevision = 3 } }).ShouldBe(new ReadAnswer.CaughtUp());
        Parse(new() { Confirmation = new() { SubscriptionId = "x" } }).ShouldBe(new ReadAnswer.Other());
        Parse(new()).ShouldBe(new ReadAnswer.Other());
    }

    /// <summary>Newer servers say more, in fields of every kind.</summary>
    [Fact]
    public void Fields_that_are_not_known_are_passed_over()
    {
        byte[] unknown = [0x78, 0xff, 0x01, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4, 0x7a, 2, 1, 2];
        List<int> fields = [];
        for (var field = new WireReader([.. unknown, 0x08, 0x05]); field.Next();) fields.Add(field.Field);
        fields.ShouldBe([15, 15, 15, 15, 1]);
    }

    [Fact]
    public void A_message_cut_short_is_refused()
    {
        var whole = new ReadResp { Event = new() { Event = Recorded(Guid.NewGuid(), "customer-1", 0, 300, [1, 2, 3]) } }.ToByteArray();
        for (var length = 2; length < whole.Length; length++)
            Should.Throw<InvalidDataException>(() => ReadAnswer.Parse(whole.AsSpan(..length)));
    }

    internal static UUID Id(Guid id)
    {
        var bytes = id.ToByteArray(bigEndian: true);
        return new() { Structured = new() { MostSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes), LeastSignificantBits = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)) } };
    }

    private static ReadAnswer Parse(ReadResp answer) => ReadAnswer.Parse(answer.ToByteArray());

    private static ReadAnswer.Entry Read(ReadResp answer) => Parse(answer).ShouldBeOfType<ReadAnswer.Entry>();

    private static Record Recorded(Guid id, string stream, ulong revision, ulong position, byte[] data) => new()
    {
        Id = Id(id),
        StreamIdentifier = Name(stream),
        StreamRevision = revision,
        CommitPosition = position,
        PreparePosition = position,
        Metadata = { ["created"] = "125", ["content-type"] = "application/json", ["type"] = "happened-v1" },
        CustomMetadata = ByteString.CopyFrom(Metadata),
        Data = ByteString.CopyFrom(data),
    };

    private static AppendReq Proposed(EncodedFact fact)
    {
        var proposed = new AppendReq.Types.ProposedMessage
        {
            Id = Id(fact.Id),
            Metadata = { ["content-type"] = "application/json", ["type"] = fact.Type },
            CustomMetadata = ByteString.CopyFrom(fact.Metadata),
            Data = ByteString.CopyFrom(fact.Data),
        };
        return new() { ProposedMessage = proposed };
    }

    private static string Hex(IEnumerable<ReadOnlyMemory<byte>> parts) => string.Concat(parts.Select(part => Convert.ToHexString(part.Span)));

    private static StreamIdentifier Name(string stream) => new() { StreamName = ByteString.CopyFromUtf8(stream) };

    private static EncodedFact Fact(Random random, string type, int length) => new(NewId(random), type, Bytes(random, length), Metadata);

    private static Guid NewId(Random random) => new(Bytes(random, 16));

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
