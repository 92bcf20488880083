using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Tests.Shared;

/// <summary>
/// A test's own log on a server that others use too: its streams bear a mark, it sees no others, and it begins where the server's log
/// ended when the test did.
/// </summary>
internal sealed class OwnStreams : LogOver
{
    private readonly ILogStore _server;
    private readonly LogPosition _start;
    private readonly string _mark = $"~{Guid.NewGuid():N}";

    private OwnStreams(ILogStore server, LogPosition start) : base(server) => (_server, _start) = (server, start);

    public static async Task<OwnStreams> On(ILogStore server) => new(server, await server.Head(CancellationToken.None));

    public override ValueTask<Appended> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<NewFact> facts, CancellationToken ct) =>
        _server.Append(Marked(stream), expected, facts, ct);

    public override IAsyncEnumerable<Recorded> ReadStream(StreamName stream, long fromRevision, CancellationToken ct) =>
        _server.ReadStream(Marked(stream), fromRevision, ct).Select(fact => fact with { Stream = stream });

    public override async IAsyncEnumerable<IReadOnlyList<Recorded>> ReadAll(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var page in _server.ReadAll(After(after), ct))
            if (Own(page) is { Count: > 0 } own) yield return own;
    }

    public override async IAsyncEnumerable<LogMessage> Subscribe(LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var message in _server.Subscribe(After(after), ct))
            if (message is not LogMessage.Page page) yield return message;
            else if (Own(page.Facts) is { Count: > 0 } own) yield return new LogMessage.Page(own);
    }

    public override async ValueTask<LogPosition> Head(CancellationToken ct)
    {
        var head = LogPosition.Start;
        await foreach (var page in ReadAll(LogPosition.Start, ct)) head = page[^1].Position;
        return head;
    }

    public override IAsyncEnumerable<CanonicalFact> ReadCanonical(LogPosition after, CancellationToken ct) =>
        _server.ReadCanonical(After(after), ct).Where(fact => IsOwn(fact.Stream)).Select(fact => fact with { Stream = Unmarked(fact.Stream) });

    public override Task Extend(IReadOnlyList<CanonicalFact> facts, CancellationToken ct) =>
        _server.Extend([.. facts.Select(fact => fact with { Stream = Marked(fact.Stream) })], ct);

    public override async ValueTask<IReadOnlySet<StreamName>> ExistingStreams(IReadOnlyList<StreamName> streams, CancellationToken ct) =>
        (await _server.ExistingStreams([.. streams.Select(Marked)], ct)).Select(Unmarked).ToHashSet();

    private List<Recorded> Own(IReadOnlyList<Recorded> page) => [.. page.Where(fact => IsOwn(fact.Stream)).Select(fact => fact with { Stream = Unmarked(fact.Stream) })];

    private LogPosition After(LogPosition after) => after > _start ? after : _start;

    private StreamName Marked(StreamName stream) => new(stream.Value + _mark);

    private StreamName Unmarked(StreamName stream) => new(stream.Value[..^_mark.Length]);

    private bool IsOwn(StreamName stream) => stream.Value.EndsWith(_mark, StringComparison.Ordinal);
}
