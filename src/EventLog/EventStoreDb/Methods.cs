using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>The four methods of a server that the log calls.</summary>
internal static class Methods
{
    public static readonly GrpcMethod<AppendResp> Append = new("/event_store.client.streams.Streams/Append", AppendResp.Parser);
    public static readonly GrpcMethod<ReadResp> Read = new("/event_store.client.streams.Streams/Read", ReadResp.Parser);
    public static readonly GrpcMethod<ClusterInfo> Gossip = new("/event_store.client.gossip.Gossip/Read", ClusterInfo.Parser);
    public static readonly GrpcMethod<SupportedMethods> Features =
        new("/event_store.client.server_features.ServerFeatures/GetSupportedMethods", SupportedMethods.Parser);

    public static readonly byte[] NoArguments = Frames.Of(new Empty());
}
