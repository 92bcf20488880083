using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NodaTime;

namespace EventSourcedCrm.Api.Shared;

/// <summary>When, as callers say it: an ISO 8601 instant with its offset, or a date, which begins in the organisation's zone.</summary>
[JsonConverter(typeof(Converter))]
public readonly partial record struct Moment
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    private Moment(DateTimeOffset? instant, DateOnly? date) => (Instant, Date) = (instant, date);

    public DateTimeOffset? Instant { get; }

    public DateOnly? Date { get; }

    public int Year => Date?.Year ?? Instant!.Value.UtcDateTime.Year;

    public static Moment At(DateTimeOffset instant) => new(instant.ToUniversalTime(), null);

    public static bool TryParse(string? text, out Moment moment)
    {
        moment = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            moment = new(null, date);
        else if (HasOffset(text) && DateTimeOffset.TryParseExact(FinerThanTicks().Replace(text!, ""), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant))
            moment = new(instant.ToUniversalTime(), null);
        else
            return false;
        return true;
    }

    /// <summary>The instant in UTC, truncated to the microsecond; of a date, the start of its day in the zone.</summary>
    public DateTimeOffset In(DateTimeZone zone) => Date is { } date
        ? zone.AtStartOfDay(LocalDate.FromDateOnly(date)).ToDateTimeOffset().ToUniversalTime()
        : Instant!.Value.AddTicks(-(Instant.Value.Ticks % TimeSpan.TicksPerMicrosecond));

    /// <summary>The date of an instant in the zone, as in 2012-03-01.</summary>
    public static string DateIn(DateTimeOffset instant, DateTimeZone zone) =>
        NodaTime.Instant.FromDateTimeOffset(instant).InZone(zone).Date.ToDateOnly().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public override string ToString() => Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? Instant?.ToString("O", CultureInfo.InvariantCulture) ?? "";

    [GeneratedRegex(@"(?<=\.[0-9]{7})[0-9]+")]
    private static partial Regex FinerThanTicks();

    // Without an offset the server's own zone would be assumed.
    private static bool HasOffset(string? text) => text is { Length: > 10 } && (text[^1] == 'Z' || text.IndexOfAny(['+', '-'], 10) > 0);

    private sealed class Converter : JsonConverter<Moment>
    {
        public override Moment Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var moment) ? moment : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Moment moment, JsonSerializerOptions options) => writer.WriteStringValue(moment.ToString());
    }
}
