using System.Text;
using System.Text.Json;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

public sealed class MetadataJsonTests
{
    private const string Least = """
        {"$correlationId":"00000001-0000-0000-0000-000000000000","happenedAt":"2024-02-29T12:00:00.000000Z","actor":{"kind":"person","id":"ann"},"recordedBy":{"kind":"program","id":"tests"}}
        """;

    public static TheoryData<FactMetadata> All => [.. from causation in new Guid?[] { null, Guid.NewGuid() }
        from customer in new CustomerId?[] { null, new(Guid.NewGuid()) }
        from text in new[] { null, "", "Žižková \"🌻\" \\ \n </b>" }
        from actor in Enum.GetValues<ActorKind>()
        from recorder in Enum.GetValues<RecorderKind>()
        select Some.Metadata(customer) with
        {
            CausationId = causation,
            HappenedAt = Some.Noon.AddTicks(1_234_560),
            Actor = new(actor, text ?? "ann"),
            RecordedBy = new(recorder, text ?? "ann"),
            CommandId = text,
            RequestHash = text,
            Seen = text is null ? null : ["12", text],
        }];

    [Theory]
    [MemberData(nameof(All))]
    public void It_is_written_to_the_byte_and_read_as_the_serializer_would(FactMetadata metadata)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(metadata, FactJson.Stored.FactMetadata);
        MetadataJson.Write(metadata).ShouldBe(bytes);
        var read = MetadataJson.Read(bytes);
        (read with { Seen = null }).ShouldBe(metadata with { Seen = null });
        read.Seen.ShouldBe(metadata.Seen);
        MetadataJson.ReadCustomer(bytes).ShouldBe(metadata.Customer);
    }

    [Fact]
    public void What_a_later_program_adds_is_skipped() =>
        MetadataJson.Read(Bytes(Least.Replace("{\"kind\"", "{\"more\":[{}],\"kind\"").Replace("\"happenedAt\"", "\"later\":{\"kind\":[1,{}]},\"happenedAt\""))).ShouldBe(MetadataJson.Read(Bytes(Least)));

    [Theory]
    [InlineData("\"happenedAt\"", "\"happened\"")]
    [InlineData("\"$correlationId\"", "\"id\"")]
    [InlineData("\"actor\"", "\"by\"")]
    [InlineData("\"recordedBy\"", "\"by\"")]
    [InlineData("\"kind\":\"program\",", "")]
    [InlineData("\"id\":\"ann\"", "\"id\":null")]
    [InlineData("\"program\"", "\"machine\"")]
    [InlineData("\"program\"", "1")]
    [InlineData("{\"kind\":\"person\",\"id\":\"ann\"}", "\"ann\"")]
    [InlineData("\"2024-02-29T12:00:00.000000Z\"", "7")]
    [InlineData("\"2024-02-29T12:00:00.000000Z\"", "\"yesterday\"")]
    [InlineData("\"00000001-0000-0000-0000-000000000000\"", "null")]
    [InlineData("}}", "}")]
    [InlineData("{\"$", "[{\"$")]
    public void What_is_no_metadata_is_refused(string text, string by)
    {
        Least.ShouldContain(text);
        Should.Throw<Exception>(() => MetadataJson.Read(Bytes(Least.Replace(text, by)))).GetType().Name.ShouldBeOneOf("JsonException", "JsonReaderException", "FormatException");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Trim());
}
