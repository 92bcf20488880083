using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.Tests.Shared;

/// <summary>
/// A test's own log on a server that others use too: its streams bear a mark, it sees no others, and it begins where the server's log
/// ended when the test did. What others stored is never decoded: they name the same customers, under other keys.
/// </summary>
internal sealed class OwnStreams : LogOver
{
    private readonly ILogStore _server;
    private readonly ILogStore _undecoded;
    private readonly FactCodec _codec;
    private readonly LogPosition _start;
    private readonly string _mark = $"~{Guid.NewGuid():N}";

    private OwnStreams(ILogStore server, ILogStore undecoded, FactCodec codec, LogPosition start) : base(server) =>
        (_server, _undecoded, _codec, _start) = (server, undecoded, codec, start);

    public static async Task<OwnStreams> On(string server, SubjectKeys keys)
    {
        var codec = new FactCodec(keys);
        var knowsNoType = new FactCodec(keys, new FactTypes([], NoFacts.Default, []));
        var log = await EventStoreLog.Open(server, codec, CancellationToken.None);
        return new(log, await EventStoreLog.Open(server, knowsNoType, CancellationToken.None), codec, await log.Head(CancellationToken.None));
    }

    public override ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
        _server.Append(Marked(stream), expected, facts, ct);

    public override IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) =>
        _server.ReadStream(Marked(stream), fromRevision, ct).Select(fact => fact with { Stream = stream });

    public override async ValueTask<StoredFact?> ReadFirst(StreamName stream, CancellationToken ct) =>
        await _server.ReadFirst(Marked(stream), ct) is { } first ? first with { Fact = first.Fact with { Stream = stream } } : null;

    public override async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in _undecoded.ReadAll(After(after), ct))
            if (await Own(page, ct) is { Count: > 0 } own) yield return own;
    }

    public override async IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in _undecoded.Subscribe(After(after), ct))
            if (message is not LogMessage.Page page) yield return message;
            else if (await Own(page.Facts, ct) is { Count: > 0 } own) yield return new LogMessage.Page(own);
    }

    public override async ValueTask<LogPosition> Head(CancellationToken ct)
    {
        var head = LogPosition.Start;
        await foreach (var page in ReadStored(LogPosition.Start, ct)) head = page[^1].Fact.Position;
        return head;
    }

    public override async IAsyncEnumerable<IReadOnlyList<StoredFact>> ReadStored(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in _undecoded.ReadStored(After(after), ct))
            if (page.Where(stored => IsOwn(stored.Fact.Stream)).ToList() is [_, ..] own)
                yield return [.. own.Select(stored => stored with { Fact = stored.Fact with { Stream = Unmarked(stored.Fact.Stream) } })];
    }

    public override async Task<IReadOnlyList<Recorded>> Decode(IReadOnlyList<CanonicalFact> facts, bool rememberKeys, CancellationToken ct)
    {
        var decoded = await _codec.Decode([.. facts.Select(fact => fact with { Stream = Marked(fact.Stream) })], ct);
        return [.. decoded.Select(fact => fact with { Stream = Unmarked(fact.Stream) })];
    }

    public override Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct) =>
        _server.Extend([.. facts.Select(fact => fact with { Stream = Marked(fact.Stream) })], ct);

    public override async ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct) =>
        (await _server.ExistingStreams([.. streams.Select(Marked)], ct)).Select(Unmarked).ToHashSet();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _undecoded.DisposeAsync();
    }

    private async Task<IReadOnlyList<Recorded>> Own(IReadOnlyList<Recorded> page, CancellationToken ct)
    {
        return await Decode([.. page.Where(fact => IsOwn(fact.Stream)).Select(fact => CanonicalFact.Of(fact) with { Stream = Unmarked(fact.Stream) })], rememberKeys: true, ct);
    }

    private LogPosition After(LogPosition after) => after > _start ? after : _start;

    private StreamName Marked(StreamName stream) => new(stream.Value + _mark);

    private StreamName Unmarked(StreamName stream) => new(stream.Value[..^_mark.Length]);

    private bool IsOwn(StreamName stream) => stream.Value.EndsWith(_mark, StringComparison.Ordinal);
}

/// <summary>Of no fact is it known how to read it.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class NoFacts : JsonSerializerContext;
