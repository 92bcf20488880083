using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Backup;

/// <summary>
/// The whole log with its keys as JSON lines: a heading, the customers' keys, every canonical fact in order, and a closing line
/// with count and running hash, without which the file is known to be cut short. It holds personal data and the keys to it: keep it safe.
/// </summary>
public static class LogFile
{
    private const string Format = "crm-log/1";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static async Task<long> Write(string path, IAsyncEnumerable<(CustomerId Customer, byte[] Key)> keys, IAsyncEnumerable<CanonicalFact> facts, IProgress<long>? progress, CancellationToken ct)
    {
        var draft = path + ".part";
        var (count, hash) = (0L, RunningHash.Start);
        await using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            await WriteLine(file, new Line { Format = Format }, ct);
            await foreach (var (customer, key) in keys.WithCancellation(ct))
                await WriteLine(file, new Line { Customer = customer.Value, Key = Convert.ToBase64String(key) }, ct);
            await foreach (var fact in facts.WithCancellation(ct))
            {
                hash = RunningHash.Next(hash, fact);
                await WriteLine(file, Line.Of(fact), ct);
                if (++count % 1_000 == 0) progress?.Report(count);
            }
            await WriteLine(file, new Line { Facts = count, RunningHash = Convert.ToHexStringLower(hash) }, ct);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        return count;
    }

    /// <summary>Checks the whole file before anything is restored from it: its heading, its order, its count and its running hash.</summary>
    public static async Task<LogFileContent> Check(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new SentenceException($"There is no file {path}.");
        List<(CustomerId, byte[])> keys = [];
        var (count, hash, number) = (0L, RunningHash.Start, 0);
        Line? last = null;
        await foreach (var line in Lines(path, ct))
        {
            number++;
            if (number == 1 && line.Format != Format) throw new SentenceException($"{path} is not a log exported by this program: its first line does not say {Format}.");
            if (last?.Facts is not null) throw new SentenceException($"{path}, line {number}: nothing may follow the closing line.");
            if (line is { Customer: { } customer, Key: { } key }) keys.Add((new(customer), Convert.FromBase64String(key)));
            else if (line.Stream is not null)
            {
                count++;
                hash = RunningHash.Next(hash, line.ToFact(count));
            }
            last = line;
        }
        if (last?.Facts is null) throw new SentenceException($"{path} ends after {count} facts without its closing line: it was cut short. Export again.");
        if (last.Facts != count || last.RunningHash != Convert.ToHexStringLower(hash))
            throw new SentenceException($"{path} was altered: its closing line promises {last.Facts} facts with hash {last.RunningHash}, it has {count} with {Convert.ToHexStringLower(hash)}.");
        return new(keys, count, hash);
    }

    public static async IAsyncEnumerable<CanonicalFact> Facts(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        var position = 0L;
        await foreach (var line in Lines(path, ct))
            if (line.Stream is not null) yield return line.ToFact(++position);
    }

    private static async IAsyncEnumerable<Line> Lines(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new StreamReader(path, Strict);
        for (var number = 1; await reader.ReadLineAsync(ct) is { } text; number++)
        {
            Line? line;
            try
            {
                line = JsonSerializer.Deserialize<Line>(text, Json);
            }
            catch (Exception error) when (error is JsonException or DecoderFallbackException)
            {
                throw new SentenceException($"{path}, line {number}: {error.Message}");
            }
            yield return line ?? throw new SentenceException($"{path}, line {number} is null.");
        }
    }

    private static async Task WriteLine(FileStream file, Line line, CancellationToken ct)
    {
        await file.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, Json), ct);
        file.WriteByte((byte)'\n');
    }

    /// <summary>One line: the heading, a key, a fact or the closing. Data and metadata stand as their exact text.</summary>
    private sealed record Line
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

        public static Line Of(CanonicalFact fact) => new()
        {
            Stream = fact.Stream.Value,
            Revision = fact.Revision,
            Id = fact.Id,
            Type = fact.Type,
            Data = Strict.GetString(fact.Data.Span),
            Metadata = Strict.GetString(fact.Metadata.Span),
            RecordedAt = fact.RecordedAt,
        };

        public CanonicalFact ToFact(long position) => new(
            LogPosition.At(position), new(Stream!), Revision!.Value, Id!.Value, Type!, Strict.GetBytes(Data!), Strict.GetBytes(Metadata!), RecordedAt!.Value);
    }
}

/// <summary>What a checked file holds beside its facts.</summary>
public sealed record LogFileContent(IReadOnlyList<(CustomerId Customer, byte[] Key)> Keys, long Facts, byte[] RunningHash);
