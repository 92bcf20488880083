using EventSourcedCrm.EventStoreServer.Grpc;
using Options = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>A finite read of the whole log, either way: forwards from a position, backwards from before it.</summary>
internal sealed class AllRead(TestServer node, GrpcCall call, Options options, Filter filter, EventWriter events)
{
    public async Task Run()
    {
        node.RequireLeaderToRead(call);
        var start = AllPosition.Parse(options.All, node.Version, node.Storage);
        if (!start.CanBeReadFrom(node.Storage)) throw Refusal.Failed($"Unexpected {(options.Filter is null ? "" : "Filtered")}ReadAllResult: Error");
        var count = node.Storage.Count;
        var at = node.Storage.Look(null, (all, _) => start.IndexIn(all));
        var stretch = options.ReadDirection == Options.Types.ReadDirection.Backwards
            ? new Stretch(null, at - 1, -1, To: 0)
            : new Stretch(null, at, 1, To: count - 1);
        await Page.Send(node, call, stretch, options.Count, events.Write, filter);
        await call.End();
    }
}
