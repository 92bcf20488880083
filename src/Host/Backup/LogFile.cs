using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;

namespace EventSourcedCrm.Host.Backup;

/// <summary>
/// The whole log with its keys as JSON lines: a heading, the customers' keys, every canonical fact in order, and a closing line
/// with count and hashes, without which the file is known to be cut short. It holds personal data and the keys to it: keep it safe.
/// </summary>
public static class LogFile
{
    private const string Format = "crm-log/1";

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Replaces a file of that name only once the new one is complete and on disk.</summary>
    public static async Task<long> Write(string path, IAsyncEnumerable<(CustomerId Customer, byte[] Key)> keys, IAsyncEnumerable<CanonicalFact> facts, CancellationToken ct)
    {
        if (Directory.Exists(path)) throw new SentenceException($"{path} is a folder. Name a file to write.");
        var draft = path + ".part";
        var sum = new Sum();
        await using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            await WriteLine(file, new LogLine.Heading(Format), ct);
            await foreach (var (customer, key) in keys.WithCancellation(ct)) await WriteLine(file, sum.With(new LogLine.Key(customer, key)), ct);
            await foreach (var fact in facts.WithCancellation(ct)) await WriteLine(file, sum.With(new LogLine.Fact(fact)), ct);
            await WriteLine(file, sum.Closing, ct);
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
        return sum.Facts;
    }

    /// <summary>Checks the whole file before anything is restored from it: its heading, its lines, its count and its hashes.</summary>
    /// <exception cref="SentenceException">The file is not as it was written.</exception>
    public static async Task<LogFileContent> Check(string path, CancellationToken ct)
    {
        if (!File.Exists(path)) throw new SentenceException($"There is no file {path}.");
        List<(CustomerId, byte[])> keys = [];
        var (sum, number, closing) = (new Sum(), 0, (LogLine.Closing?)null);
        await foreach (var line in Lines(path, ct))
        {
            number++;
            if (closing is not null) throw new SentenceException($"{path}, line {number}: nothing may follow the closing line.");
            if (line is LogLine.Heading != (number == 1)) throw new SentenceException($"{path}, line {number}: the heading is the first line, and only that.");
            if (line is LogLine.Key key) keys.Add((key.Customer, key.Bytes));
            closing = sum.With(line) as LogLine.Closing;
        }
        if (closing is null) throw new SentenceException($"{path} ends after {sum.Facts} facts without its closing line: it was cut short. Export again.");
        if (closing != sum.Closing) throw new SentenceException($"{path} was altered: its closing line promises {closing}, its lines come to {sum.Closing}.");
        return new(keys, sum.Facts, sum.RunningHash);
    }

    public static IAsyncEnumerable<CanonicalFact> Facts(string path, CancellationToken ct) => Lines(path, ct).OfType<LogLine.Fact>().Select(line => line.Stored);

    private static async IAsyncEnumerable<LogLine> Lines(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var reader = new StreamReader(path, Strict);
        var facts = 0L;
        for (var number = 1; await Next(reader, path, number, ct) is { } text; number++)
        {
            var isLine = LogLine.TryParse(text, facts + 1, out var line);
            if (number == 1 && line is not LogLine.Heading { Format: Format })
                throw new SentenceException($"{path} is not a log exported by this program: its first line does not say {Format}.");
            if (!isLine) throw new SentenceException($"{path}, line {number} is not a line of an exported log. It was altered, or cut short.");
            if (line is LogLine.Fact) facts++;
            yield return line!;
        }
    }

    private static async Task<string?> Next(StreamReader reader, string path, int number, CancellationToken ct)
    {
        try
        {
            return await reader.ReadLineAsync(ct);
        }
        catch (DecoderFallbackException)
        {
            throw new SentenceException($"{path}, at or soon after line {number}: this is not UTF-8 text, as an exported log is.");
        }
    }

    private static async Task WriteLine(FileStream file, LogLine line, CancellationToken ct)
    {
        await file.WriteAsync(line.ToBytes(), ct);
        file.WriteByte((byte)'\n');
    }

    /// <summary>What the lines so far come to.</summary>
    private sealed class Sum
    {
        private byte[] _keysHash = [];

        public long Facts { get; private set; }

        public byte[] RunningHash { get; private set; } = EventLog.RunningHash.Start;

        public LogLine.Closing Closing => new(Facts, Convert.ToHexStringLower(RunningHash), Convert.ToHexStringLower(_keysHash));

        public LogLine With(LogLine line)
        {
            if (line is LogLine.Key key) _keysHash = SHA256.HashData([.. _keysHash, .. key.Customer.Value.ToByteArray(), .. key.Bytes]);
            if (line is LogLine.Fact { Stored: var fact }) (Facts, RunningHash) = (Facts + 1, EventLog.RunningHash.Next(RunningHash, fact));
            return line;
        }
    }
}

/// <summary>What a checked file holds beside its facts.</summary>
public sealed record LogFileContent(IReadOnlyList<(CustomerId Customer, byte[] Key)> Keys, long Facts, byte[] RunningHash);
