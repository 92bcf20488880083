using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Options = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options;
using UuidForm = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.UUIDOption.ContentOneofCase;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>Streams/Read: finite reads and subscriptions share one request.</summary>
internal static class Read
{
    public static async Task Answer(TestServer node, GrpcCall call)
    {
        var options = (await call.ReadOnly(ReadReq.Parser)).Options ?? throw Refusal.Invalid("No options were given.");
        var subscribes = options.CountOptionCase == Options.CountOptionOneofCase.Subscription;
        await Strike.At(subscribes ? Moment.Subscribe : Moment.Read, call, node);
        Check(options, subscribes, node.Version);
        var stream = options.Stream?.StreamIdentifier.StreamName.ToStringUtf8();
        node.Authorize(call, stream ?? "$all");

        var filter = Filter.Parse(options.Filter);
        var events = new EventWriter(call, node.Storage, options.ResolveLinks, options.UuidOption.ContentCase == UuidForm.String);
        if (subscribes) await new Subscription(node, call, options, filter, events).Run();
        else if (stream is null) await new AllRead(node, call, options, filter, events).Run();
        else await new StreamRead(node, call, options, stream, events).Run();
    }

    private static void Check(Options options, bool subscribes, ServerVersion version)
    {
        if (options.UuidOption is null) throw version.RefusesMissingUuidOption ? Refusal.Invalid("No uuid option was given.") : Refusal.Thrown();

        var isLegal = options.StreamOptionCase != Options.StreamOptionOneofCase.None
            && options.CountOptionCase != Options.CountOptionOneofCase.None
            && options.FilterOptionCase != Options.FilterOptionOneofCase.None
            && (options.All is not null || options.Filter is null)
            && (!subscribes || options.ReadDirection == Options.Types.ReadDirection.Forwards);
        if (!isLegal) throw Refusal.Invalid("The combination of options is invalid.");
        if (!subscribes && options.Count == 0) throw Refusal.Invalid("The count must be at least 1.");
        if (subscribes && options.Filter is { CheckpointIntervalMultiplier: 0 }) throw Refusal.Thrown();
    }
}
