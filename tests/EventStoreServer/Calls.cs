using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Streams;
using State = EventSourcedCrm.EventLog.EventStoreDb.Messages.MemberInfo.Types.VNodeState;

namespace EventSourcedCrm.EventStoreServer;

/// <summary>The calls a node answers, and those it leaves unimplemented by not being here: BatchAppend, persistent subscriptions and the rest.</summary>
internal static class Calls
{
    private const string Streams = "/event_store.client.streams.Streams/";

    public static Task Answer(TestServer node, GrpcCall call) => call.Path switch
    {
        Streams + "Append" => Append.Answer(node, call),
        Streams + "Read" => Read.Answer(node, call),
        Streams + "Delete" => Delete.Answer(node, call),
        Streams + "Tombstone" => Delete.AnswerTombstone(node, call),
        "/event_store.client.gossip.Gossip/Read" => AnswerGossip(node, call),
        "/event_store.client.server_features.ServerFeatures/GetSupportedMethods" when node.Version.TellsFeatures => AnswerFeatures(node, call),
        _ => throw Refusal.Unimplemented(),
    };

    private static async Task AnswerGossip(TestServer node, GrpcCall call)
    {
        await Strike.At(Moment.Gossip, call, node);
        await call.ReadOnly(Empty.Parser);
        call.Write(new ClusterInfo { Members = { node.Cluster.Nodes.Select(Member) } });
        await call.End();
    }

    private static MemberInfo Member(TestServer node) => new()
    {
        InstanceId = Uuid.Structured(node.InstanceId),
        TimeStamp = (node.Storage.Now - DateTimeOffset.UnixEpoch).Ticks,
        State = node.State switch
        {
            NodeState.Leader => State.Leader,
            NodeState.Follower => State.Follower,
            NodeState.ReadOnlyReplica => State.ReadOnlyReplica,
            _ => State.Unknown,
        },
        IsAlive = node.IsRunning,
        HttpEndPoint = new() { Address = node.Host, Port = (uint)node.Port },
    };

    private static async Task AnswerFeatures(TestServer node, GrpcCall call)
    {
        await Strike.At(Moment.Features, call, node);
        await call.ReadOnly(Empty.Parser);
        var methods = new SupportedMethods { EventStoreServerVersion = node.Version.ToString() };
        methods.Methods.AddRange(
            from method in new[] { "append", "read", "delete", "tombstone" }
            select new SupportedMethod { MethodName = method, ServiceName = "event_store.client.streams.streams", Features = { method == "read" ? ["position", "events"] : Array.Empty<string>() } });
        call.Write(methods);
        await call.End();
    }
}
