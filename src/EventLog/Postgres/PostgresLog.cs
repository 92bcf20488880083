using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog.Serialization;
using Npgsql;

namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>The log in a PostgreSQL schema of its own: contiguous positions in the order of commit, and a running hash over all of it.</summary>
public sealed class PostgresLog : ILogStore
{
    private readonly NpgsqlDataSource _source;
    private readonly FactCodec _codec;
    private readonly FactReader _reader;
    private readonly RecentFacts _recent = new();
    private readonly HeadSignal _signal;
    private readonly AppendQueue _queue;
    private readonly ReadQueue _reads;
    private bool _ownsSource;

    private PostgresLog(NpgsqlDataSource source, FactCodec codec)
    {
        _source = source;
        _codec = codec;
        _reader = new(source);
        _signal = new(source);
        _queue = new(source, _recent, _signal.Raise);
        _reads = new(_reader);
    }

    /// <summary>Makes the schema where there is none. The source stays the caller's; take it from <see cref="Source"/>.</summary>
    public static async Task<PostgresLog> Open(NpgsqlDataSource source, FactCodec codec, CancellationToken ct)
    {
        await SqlFile.Run(source, "log.sql", ct);
        return new(source, codec);
    }

    /// <summary>Makes the schema where there is none.</summary>
    public static async Task<PostgresLog> Open(string connectionString, FactCodec codec, CancellationToken ct)
    {
        var log = await Open(Source(connectionString), codec, ct);
        log._ownsSource = true;
        return log;
    }

    /// <summary>
    /// A data source set for speed: statements are prepared by themselves, connections come back without DISCARD ALL, and
    /// no plan made while the log was small scans all of it once it is large.
    /// </summary>
    public static NpgsqlDataSource Source(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 100,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Options = "-c enable_seqscan=off",
        PersistSecurityInfo = true, // the password, for the connection of the appends
    });

    /// <summary>Whoever awaits it goes on in a thread that tells others next: to block or to compute for long there keeps a few of them waiting.</summary>
    public async ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(facts.Count);
        return await _queue.Append(new(stream, expected, await _codec.Encode(stream, facts, ct)), ct);
    }

    /// <summary>Most streams are short and many are read at once: only the rest of a long one is read by itself.</summary>
    public async IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, [EnumeratorCancellation] CancellationToken ct)
    {
        var page = await Persistently.Try(async token => await Decoded(await _reads.Read(new(stream, fromRevision, FactReader.MostOfStream), token), token), Persistently.ForAWhile, ct);
        while (true)
        {
            foreach (var fact in page.Facts) yield return fact;
            if (page.AtHead) yield break;
            var from = fromRevision += page.Facts.Count;
            page = await Persistently.Try(async token => await Decoded(await _reader.ReadStream(stream, from, token), token), Persistently.ForAWhile, ct);
        }
    }

    public async ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct)
    {
        var page = await Persistently.Try(token => _reads.Read(new(stream, FromRevision: 0, Most: 1), token), Persistently.ForAWhile, ct);
        return _codec.Undecoded(page.Facts) is [var first] ? first : null;
    }

    public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in PagesAhead.Of(Read(Persistently.ForAWhile), after, ct))
            if (page.Facts.Count > 0) yield return page.Facts;
    }

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) =>
        new Subscription(_signal, ReadNew).From(after, ct);

    public async IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in PagesAhead.Of(
            (from, token) => Persistently.Try(t => _reader.ReadAll((long)from.Commit, t), Persistently.ForAWhile, token), after, ct))
            if (page.Facts.Count > 0) yield return _codec.Undecoded(page.Facts);
    }

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) =>
        _codec.DecodePersistently(facts, Persistently.ForAWhile, ct, rememberKeys);

    public async ValueTask<LogPosition> Head(CancellationToken ct)
    {
        await using var query = _source.CreateCommand("select position from log.head");
        return LogPosition.At((long)(await query.ExecuteScalarAsync(ct))!);
    }

    /// <summary>recordedAt never steps back, so that halving finds the place.</summary>
    public async ValueTask<LogPosition?> LastRecordedBy(DateTimeOffset instant, CancellationToken ct)
    {
        await using var query = _source.CreateCommand("""
            with recursive search (low, high) as (
                select 0::bigint, position from log.head
                union all
                select case when f.recorded_at <= $1 then m.middle else s.low end, case when f.recorded_at <= $1 then s.high else m.middle - 1 end
                from search s
                cross join lateral (select (s.low + s.high + 1) / 2 as middle) m
                join log.fact f on f.position = m.middle
                where s.low < s.high)
            select low from search where low = high
            """);
        query.Parameters.Add(new() { Value = instant.ToUniversalTime() });
        return LogPosition.At((long)(await query.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Positions are contiguous from 1, and so the last one is the number of facts.</summary>
    public async ValueTask<long?> Count(CancellationToken ct) => (long)(await Head(ct)).Commit;

    /// <summary>The running hash up to and including the fact at a position, as it was computed when that fact was stored.</summary>
    public async ValueTask<byte[]> RunningHashAt(LogPosition position, CancellationToken ct)
    {
        if (position == LogPosition.Start) return RunningHash.Start;
        await using var query = _source.CreateCommand("select hash from log.fact where position = $1");
        query.Parameters.Add(new() { Value = (long)position.Commit });
        return await query.ExecuteScalarAsync(ct) as byte[] ?? throw new ArgumentException($"The log has no position {position}.", nameof(position));
    }

    /// <summary>The same for several positions; those the log has not are left out.</summary>
    public async ValueTask<IReadOnlyDictionary<LogPosition, byte[]>> RunningHashes(IReadOnlyList<LogPosition> positions, CancellationToken ct)
    {
        await using var query = _source.CreateCommand("select position, hash from log.fact where position = any($1)");
        query.Parameters.Add(new() { Value = positions.Select(position => (long)position.Commit).ToArray() });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var hashes = new Dictionary<LogPosition, byte[]> { [LogPosition.Start] = RunningHash.Start };
        while (await rows.ReadAsync(ct)) hashes.Add(LogPosition.At(rows.GetInt64(0)), rows.GetFieldValue<byte[]>(1));
        return hashes;
    }

    /// <summary>Reads everything, compares every byte with the running hash, and answers the hash at the head.</summary>
    /// <exception cref="LogCorruptedException">Names the first fact that is not as it was stored.</exception>
    public Task<byte[]> Verify(CancellationToken ct) => Verification.Run(_source, _reader, ct);

    public async ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct)
    {
        await using var query = _source.CreateCommand(
            "select s from unnest($1) s where (select true from log.fact f where f.stream = s order by f.revision limit 1)");
        query.Parameters.Add(new() { Value = streams.Select(s => s.Value).ToArray() });
        await using var rows = await query.ExecuteReaderAsync(ct);
        var existing = new HashSet<StreamName>();
        while (await rows.ReadAsync(ct)) existing.Add(new(rows.GetString(0)));
        return existing;
    }

    public async Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct)
    {
        await Transplant.Extend(_source, facts, ct);
        _signal.Raise();
    }

    /// <summary>Fills an empty log with facts as they were stored elsewhere, all or none.</summary>
    /// <param name="facts">Every fact, in order.</param>
    /// <param name="runningHash">What the facts must come to; null where it is not known.</param>
    /// <param name="beforeCommit">Done once every fact is known to be right and before any can be read: keys, without which they would read as erased.</param>
    /// <param name="ct">Cancelling leaves the log empty.</param>
    public async Task<LogPosition> Restore(
        IAsyncEnumerable<CanonicalFact> facts, byte[]? runningHash, CancellationToken ct, Func<CancellationToken, Task>? beforeCommit = null)
    {
        var head = await Transplant.Restore(_source, facts, runningHash, beforeCommit, ct);
        _signal.Raise();
        return head;
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _reads.DisposeAsync();
        await _signal.DisposeAsync();
        if (_ownsSource) await _source.DisposeAsync();
    }

    private Func<LogPosition, CancellationToken, Task<Page>> Read(TimeSpan patience) => (after, ct) =>
        Persistently.Try(async token => await Decoded(await _reader.ReadAll((long)after.Commit, token), token), patience, ct);

    /// <summary>First what this process has just stored, then what the table has behind it.</summary>
    private Task<Page> ReadNew(LogPosition after, CancellationToken ct) => Persistently.Try(async token =>
    {
        var recent = _recent.Take(after);
        var rest = await _reader.ReadAll((long)(recent is [.., var last] ? last.Position : after).Commit, token);
        return await Decoded(rest with { Facts = [.. recent, .. rest.Facts] }, token);
    }, Timeout.InfiniteTimeSpan, ct);

    private async Task<Page> Decoded(RawPage page, CancellationToken ct) => new(await _codec.Decode(page.Facts, ct), page.AtHead);
}
