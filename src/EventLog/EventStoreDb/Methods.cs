using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.EventStoreDb.Messages;

namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>The four methods of a server that the log calls.</summary>
internal static class Methods
{
    public static readonly GrpcMethod<AppendResp> Append = new("/event_store.client.streams.Streams/Append", AppendResp.Parser.ParseFrom);
    public static readonly GrpcMethod<ReadAnswer> Read = new("/event_store.client.streams.Streams/Read", ReadAnswer.Parse);
    public static readonly GrpcMethod<ClusterInfo> Gossip = new("/event_store.client.gossip.Gossip/Read", ClusterInfo.Parser.ParseFrom);
    public static readonly GrpcMethod<SupportedMethods> Features =
        new("/event_store.client.server_features.ServerFeatures/GetSupportedMethods", SupportedMethods.Parser.ParseFrom);

    public static readonly ReadOnlyMemory<byte>[] NoArguments = [Frames.Of(new Empty())];
}
