using System.Text;
using EventSourcedCrm.EventLog.EventStoreDb;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

public sealed class OriginalInstantTests
{
    private static readonly DateTimeOffset Instant = new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.Zero).AddTicks(1_234_560);

    [Theory]
    [InlineData("""{"$correlationId":"x","happenedAt":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{}""")]
    [InlineData("""{  }""")]
    [InlineData("{\n \"a\" : {\"originalRecordedAt\":\"x\"}}")]
    public void Metadata_comes_back_to_the_byte_and_is_json_in_between(string metadata)
    {
        var stored = OriginalInstant.Put(Instant, Encoding.UTF8.GetBytes(metadata));
        using var json = System.Text.Json.JsonDocument.Parse(stored);
        json.RootElement.GetProperty("originalRecordedAt").GetDateTimeOffset().ShouldBe(Instant);

        var (recordedAt, taken) = OriginalInstant.Take(stored);
        recordedAt.ShouldBe(Instant);
        Encoding.UTF8.GetString(taken.Span).ShouldBe(metadata);
    }

    [Theory]
    [InlineData("""{"happenedAt":"2024-01-01T00:00:00Z"}""")]
    [InlineData("""{"originalRecordedAt":"yesterday"}""")]
    [InlineData("")]
    public void What_no_copy_wrote_is_left_alone(string metadata)
    {
        var (recordedAt, taken) = OriginalInstant.Take(Encoding.UTF8.GetBytes(metadata));
        recordedAt.ShouldBeNull();
        Encoding.UTF8.GetString(taken.Span).ShouldBe(metadata);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"originalRecordedAt":"2024-02-29T23:59:58.123456Z"}""")]
    public void What_could_not_be_taken_out_again_is_not_put(string metadata) =>
        Should.Throw<ArgumentException>(() => OriginalInstant.Put(Instant, Encoding.UTF8.GetBytes(metadata)));
}
