using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog.EventStoreDb.Cluster;
using EventSourcedCrm.EventLog.EventStoreDb.Live;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>The log in an EventStoreDB or KurrentDB cluster. Positions are the server's; recordedAt is the server's clock, to the microsecond.</summary>
public sealed class EventStoreLog : ILogStore
{
    private readonly Connection _connection;
    private readonly FactCodec _codec;
    private readonly Reader _reader;
    private readonly Appender _appender;

    private EventStoreLog(Connection connection, FactCodec codec)
    {
        (_connection, _codec) = (connection, codec);
        _reader = new(connection);
        _appender = new(connection, _reader);
    }

    /// <summary>Connects, and looks whether the server is new enough and lets us read.</summary>
    /// <exception cref="EventStoreException">Says what is wrong with the connection string, the servers or the credentials.</exception>
    public static async Task<EventStoreLog> Open(string connectionString, FactCodec codec, CancellationToken ct, TimeProvider? time = null)
    {
        var connection = new Connection(EventStoreSettings.Parse(connectionString), time ?? TimeProvider.System);
        try
        {
            await connection.Meet(ct);
            var log = new EventStoreLog(connection, codec);
            await log.Head(ct);
            return log;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public async ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfZero(facts.Count);
        return await Append(stream, expected, await _codec.Encode(stream, facts, ct), ct);
    }

    /// <summary>Appends facts that are bytes already.</summary>
    internal ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EncodedFact> facts, CancellationToken ct) =>
        _appender.Append(stream, expected, facts, ct);

    /// <summary>In their order, those of one stream that follow each other in one call.</summary>
    public async Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct)
    {
        foreach (var run in Runs.Of(facts))
        {
            var first = run[0];
            try
            {
                await Append(first.Stream, first.Revision == 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(first.Revision - 1),
                    [.. run.Select(fact => new EncodedFact(fact.Id, fact.Type, fact.Data.ToArray(), OriginalInstant.Put(fact.RecordedAt, fact.Metadata.Span)))], ct);
            }
            catch (WrongExpectedRevisionException elsewhere)
            {
                throw new LogCorruptedException($"The {first.Type} of stream {first.Stream}, revision {first.Revision}, cannot be taken over: {elsewhere.Message}", elsewhere);
            }
        }
    }

    public async IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var page = await _reader.Stream(stream, fromRevision, RawPage.MaxFacts, ct);
            foreach (var fact in await _codec.DecodePersistently(page.Facts, Postgres.Persistently.ForAWhile, ct)) yield return fact;
            if (page.AtHead) yield break;
            fromRevision += page.Facts.Count;
        }
    }

    public async ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) =>
        _codec.Undecoded((await _reader.Stream(stream, 0, 1, ct)).Facts) is [var first] ? first : null;

    public async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await RefuseBeyondEnd(after, ct);
        await foreach (var page in PagesAhead.Of(Decoded, after, ct))
            if (page.Facts.Count > 0) yield return page.Facts;
    }

    public IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, CancellationToken ct) =>
        Subscription.From(after, _connection, _reader, _codec, ct);

    public async IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await RefuseBeyondEnd(after, ct);
        await foreach (var page in PagesAhead.Of(_reader.All, after, ct))
            if (page.Facts.Count > 0) yield return _codec.Undecoded(page.Facts);
    }

    public Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct) =>
        _codec.DecodePersistently(facts, Postgres.Persistently.ForAWhile, ct, rememberKeys);

    public async ValueTask<LogPosition> Head(CancellationToken ct) => await _reader.Head(ct);

    public async ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct)
    {
        var existing = new ConcurrentBag<StreamName>();
        await Parallel.ForEachAsync(streams, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (stream, token) =>
        {
            if ((await _reader.Stream(stream, 0, 1, token)).Facts.Count > 0) existing.Add(stream);
        });
        return existing.ToHashSet();
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task RefuseBeyondEnd(LogPosition after, CancellationToken ct) => _connection.Persistently(async node =>
    {
        await _reader.RefuseBeyondEnd(node, after, ct);
        return node;
    }, ct);

    private async Task<Page> Decoded(LogPosition after, CancellationToken ct)
    {
        var page = await _reader.All(after, ct);
        return new(await _codec.DecodePersistently(page.Facts, Postgres.Persistently.ForAWhile, ct), page.AtHead);
    }
}
