using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Options = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options;
using StreamOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.StreamOptions;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>A finite read of one stream, either way.</summary>
internal sealed class StreamRead(TestServer node, GrpcCall call, Options options, string stream, EventWriter events)
{
    private const long FirstPage = 32;

    private readonly bool _tellsFirstAndLast = node.Version.TellsFirstAndLast && options.ControlOption is { Compatibility: >= 1 };

    public async Task Run()
    {
        node.RequireLeaderToRead(call);
        var (head, first) = node.Storage.Look(stream, (_, history) => Glance(history!));
        if (head < 0)
        {
            call.Write(new ReadResp { StreamNotFound = new() { StreamIdentifier = options.Stream.StreamIdentifier } });
            await call.End();
            return;
        }

        if (options.ReadDirection == Options.Types.ReadDirection.Backwards) await Backwards(head, first);
        else await Forwards(head, first);
        if (_tellsFirstAndLast) call.Write(new ReadResp { LastStreamPosition = (ulong)head });
        await call.End();
    }

    /// <summary>A softly deleted stream is one that does not exist.</summary>
    private (long Head, long First) Glance(StreamHistory history)
    {
        if (history.IsTombstoned) throw Refusal.StreamDeleted(stream);
        return history.IsSoftDeleted ? (-1, 0) : (history.Head, history.First(node.Storage.Now));
    }

    private Task Forwards(long head, long first)
    {
        var from = Start(ifStart: 0, ifEnd: head + 1);
        var firstPageEnd = from + Math.Min((long)Math.Min(options.Count, long.MaxValue), FirstPage) - 1;
        if (_tellsFirstAndLast && from > head) call.Write(new ReadResp { FirstStreamPosition = (ulong)head + 1 });
        else if (_tellsFirstAndLast && firstPageEnd < first) call.Write(new ReadResp { FirstStreamPosition = (ulong)first });
        return Page.Send(node, call, new(stream, Math.Max(from, first), 1, To: head), options.Count, events.Write);
    }

    private Task Backwards(long head, long first) =>
        Page.Send(node, call, new(stream, Math.Min(Start(ifStart: 0, ifEnd: head), head), -1, To: first), options.Count, events.Write);

    private long Start(long ifStart, long ifEnd) => options.Stream.RevisionOptionCase switch
    {
        StreamOptions.RevisionOptionOneofCase.Start => ifStart,
        StreamOptions.RevisionOptionOneofCase.End => ifEnd,
        StreamOptions.RevisionOptionOneofCase.Revision when options.Stream.Revision == ulong.MaxValue => ifEnd,
        StreamOptions.RevisionOptionOneofCase.Revision => (long)Math.Min(options.Stream.Revision, int.MaxValue),
        _ => throw Refusal.Invalid("No revision was given."),
    };
}
