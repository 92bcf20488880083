using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Host.Backup;

/// <summary>One line of an exported log; the data and metadata of a fact stand in it as their exact text.</summary>
internal abstract record LogLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private LogLine() { }

    public sealed record Heading(string Format) : LogLine;

    public sealed record Key(CustomerId Customer, byte[] Bytes) : LogLine;

    /// <summary>The position is its number among the facts of the file, which the line does not say.</summary>
    public sealed record Fact(CanonicalFact Stored) : LogLine;

    public sealed record Closing(long Facts, string RunningHash, string KeysHash) : LogLine;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(ToFields(), Json);

    /// <summary>False for what is not a line of an exported log.</summary>
    public static bool TryParse(string text, long position, [NotNullWhen(true)] out LogLine? line)
    {
        try
        {
            line = JsonSerializer.Deserialize<Fields>(text, Json) switch
            {
                { Format: { } format } => new Heading(format),
                { Customer: { } customer, Key: { } key } => new Key(new(customer), Convert.FromBase64String(key)),
                { Stream: { } stream, Revision: { } revision, Id: { } id, Type: { } type, Data: { } data, Metadata: { } metadata, RecordedAt: { } at } =>
                    new Fact(new(LogPosition.At(position), new(stream), revision, id, type, Strict.GetBytes(data), Strict.GetBytes(metadata), at)),
                { Facts: { } facts, RunningHash: { } hash, KeysHash: { } keysHash } => new Closing(facts, hash, keysHash),
                _ => null,
            };
        }
        catch (Exception error) when (error is JsonException or FormatException or ArgumentException)
        {
            line = null;
        }
        return line is not null;
    }

    private Fields ToFields() => this switch
    {
        Heading heading => new() { Format = heading.Format },
        Key key => new() { Customer = key.Customer.Value, Key = Convert.ToBase64String(key.Bytes) },
        Fact { Stored: var fact } => new()
        {
            Stream = fact.Stream.Value,
            Revision = fact.Revision,
            Id = fact.Id,
            Type = fact.Type,
            Data = Strict.GetString(fact.Data.Span),
            Metadata = Strict.GetString(fact.Metadata.Span),
            RecordedAt = fact.RecordedAt,
        },
        Closing closing => new() { Facts = closing.Facts, RunningHash = closing.RunningHash, KeysHash = closing.KeysHash },
        _ => throw new InvalidOperationException("There is no other line."),
    };

    private sealed record Fields
    {
        public string? Format { get; init; }
        public Guid? Customer { get; init; }
        public string? Key { get; init; }
        public string? Stream { get; init; }
        public long? Revision { get; init; }
        public Guid? Id { get; init; }
        public string? Type { get; init; }
        public string? Data { get; init; }
        public string? Metadata { get; init; }
        public DateTimeOffset? RecordedAt { get; init; }
        public long? Facts { get; init; }
        public string? RunningHash { get; init; }
        public string? KeysHash { get; init; }
    }
}
