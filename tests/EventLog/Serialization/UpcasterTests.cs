using System.Text;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventLog.Tests.Postgres;

namespace EventSourcedCrm.EventLog.Tests.Serialization;

[Stored("test-visited-v1")]
public sealed record VisitedV1(string Town) : IFact;

[Stored("test-visited-v2")]
public sealed record VisitedV2(string Town, int Minutes) : IFact;

[Stored("test-visited-v3")]
public sealed record Visited(string Town, TimeSpan For) : IFact;

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VisitedV1))]
[JsonSerializable(typeof(VisitedV2))]
[JsonSerializable(typeof(Visited))]
internal sealed partial class VisitedJson : JsonSerializerContext;

public sealed class UpcasterTests(PostgresRig rig) : IClassFixture<PostgresRig>
{
    private static readonly FactTypes Types = new([typeof(VisitedV1), typeof(VisitedV2), typeof(Visited)], VisitedJson.Default,
    [
        Upcaster.From<VisitedV1>(old => new VisitedV2(old.Town, 60)),
        Upcaster.From<VisitedV2>(old => new Visited(old.Town, TimeSpan.FromMinutes(old.Minutes))),
    ]);

    [Theory]
    [InlineData("test-visited-v1", """{"town":"Brno"}""", 60)]
    [InlineData("test-visited-v2", """{"town":"Brno","minutes":5}""", 5)]
    [InlineData("test-visited-v3", """{"town":"Brno","for":"00:07:00"}""", 7)]
    public async Task Every_version_is_read_as_todays_fact_and_keeps_its_stored_type_and_bytes(string type, string json, int minutes)
    {
        var stored = await Stored(type, json);
        var read = (await new FactCodec(rig.Keys, Types).Decode([stored], CancellationToken.None)).Single();

        read.Fact.ShouldBe(new Visited("Brno", TimeSpan.FromMinutes(minutes)));
        (read.Type, Encoding.UTF8.GetString(read.Data.Span)).ShouldBe((type, json));
    }

    [Theory]
    [InlineData("test-visited-v1", typeof(IFact))]
    [InlineData("test-visited-v3", typeof(Visited))]
    [InlineData("test-unheard-of-v1", typeof(UnknownFact))]
    public async Task What_a_fact_will_be_decoded_to_is_known_before_but_for_old_versions(string type, Type kind) =>
        new FactCodec(rig.Keys, Types).Undecoded([await Stored(type, "{}")])[0].Kind.ShouldBe(kind);

    [Fact]
    public async Task An_old_version_is_never_appended() =>
        (await Should.ThrowAsync<InvalidOperationException>(async () => await new FactCodec(rig.Keys, Types).Encode(
            Some.Stream(), [new(Guid.NewGuid(), new VisitedV1("Brno"), Some.Metadata())], CancellationToken.None))).Message.ShouldContain("test-visited-v1");

    [Fact]
    public void A_fact_outside_the_json_context_is_named() =>
        Should.Throw<InvalidOperationException>(() => new FactTypes([typeof(CustomerAssigned)], VisitedJson.Default, [])).Message.ShouldContain("[JsonSerializable(typeof(CustomerAssigned))]");

    [Theory]
    [InlineData("""{"town":7}""")]
    [InlineData("""{"town":"Br""")]
    [InlineData("null")]
    public async Task Bytes_that_cannot_be_read_stop_the_reader_and_name_the_place(string json)
    {
        var stored = await Stored("test-visited-v1", json);
        (await Should.ThrowAsync<LogCorruptedException>(async () => await new FactCodec(rig.Keys, Types).Decode([stored], CancellationToken.None)))
            .Message.ShouldContain("position 1 ");
    }

    private async Task<CanonicalFact> Stored(string type, string json)
    {
        var some = (await new FactCodec(rig.Keys).Encode(new("visit-1"), [Some.Fact()], CancellationToken.None)).Single();
        return new(LogPosition.At(1), new("visit-1"), 0, some.Id, type, Encoding.UTF8.GetBytes(json), some.Metadata, Some.Noon);
    }
}
