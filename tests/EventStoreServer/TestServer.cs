using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.EventStoreServer;

/// <summary>One node that speaks the protocol of EventStoreDB over real sockets: a cluster of its own, or one of several.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly Access _access;
    private readonly OpenCalls _openCalls = new();
    private Listener? _listener;

    internal TestServer(TestCluster cluster, bool isReadOnlyReplica)
    {
        (Cluster, IsReadOnlyReplica) = (cluster, isReadOnlyReplica);
        (Version, _access) = (new(Options.Version), new(Options.Users));
    }

    public TestCluster Cluster { get; }
    public EventStorage Storage => Cluster.Storage;
    public FaultPlan Faults { get; } = new();
    public TestServerOptions Options => Cluster.Options;

    /// <summary>The name that its certificate bears and that it gives in gossip.</summary>
    public string Host => Options.Tls ? "localhost" : "127.0.0.1";

    /// <summary>Stays the same when the node is stopped and started again.</summary>
    public int Port { get; private set; }

    public bool IsRunning => _listener is not null;
    public int Connections => _listener?.Connections ?? 0;

    /// <summary>Completes once no call is under way.</summary>
    public Task Idle => _openCalls.None;

    /// <summary>Of this node alone, with the first user's credentials.</summary>
    public string ConnectionString => Cluster.ConnectionStringOf("esdb", [this]);

    public NodeState State => IsReadOnlyReplica ? NodeState.ReadOnlyReplica
        : Cluster.Leader is null ? NodeState.Unknown
        : Cluster.Leader == this ? NodeState.Leader
        : NodeState.Follower;

    internal bool IsReadOnlyReplica { get; }
    internal Guid InstanceId { get; } = Guid.NewGuid();
    internal ServerVersion Version { get; }

    /// <summary>A single node, which leads.</summary>
    public static async Task<TestServer> Start(TestServerOptions? options = null) => (await TestCluster.Start(1, options)).Nodes[0];

    /// <summary>Starts the node again at its old port, with all that was stored.</summary>
    public async Task Start()
    {
        _listener = await Listener.Start(Port, Cluster.Certificates, Answer);
        Port = _listener.Port;
    }

    /// <summary>At once, as a process that is killed: connections are cut, new ones refused. What was stored stays.</summary>
    public async Task Stop()
    {
        if (Interlocked.Exchange(ref _listener, null) is { } listener) await listener.DisposeAsync();
    }

    /// <summary>Cuts every connection; the node goes on.</summary>
    public void CutConnections() => _listener?.CutConnections();

    /// <summary>Ends the whole cluster that the node belongs to.</summary>
    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    internal void Authorize(GrpcCall call, string stream) => _access.Authorize(call, stream);

    internal GrpcError NotLeader(TestServer leader) => Refusal.NotLeader(leader.Host, leader.Port);

    /// <summary>A follower passes a write on to the leader, unless the client asked for the leader; a read-only replica never does.</summary>
    internal void RequireLeaderToWrite(GrpcCall call)
    {
        if (Cluster.Leader is not { } leader) throw Refusal.NotReady();
        if (leader == this) return;
        if (IsReadOnlyReplica || AsksForLeader(call)) throw NotLeader(leader);
        if (!leader.IsRunning) throw Refusal.TimedOut();
    }

    internal void RequireLeaderToRead(GrpcCall call)
    {
        if (Cluster.Leader is not { } leader) throw Refusal.NotReady();
        if (leader != this && AsksForLeader(call)) throw NotLeader(leader);
    }

    private static bool AsksForLeader(GrpcCall call) => bool.TryParse(call.Header("requires-leader"), out var asks) && asks;

    private async Task Answer(HttpContext http)
    {
        if (!IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        using var open = _openCalls.Enter();
        using var call = new GrpcCall(http, Options.Clock);
        try
        {
            _access.Authenticate(call);
            await Calls.Answer(this, call);
        }
        catch (GrpcError error)
        {
            call.End(error.Code, error.Message, error.Trailers);
        }
        catch (OperationCanceledException) when (call.IsOverdue)
        {
            call.End(StatusCode.DeadlineExceeded, "Deadline Exceeded", []);
        }
        catch (Exception e) when (e is CallEnded or OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // The client has gone, or a fault has ended the call: nobody is left to be told.
        }
        catch (Exception)
        {
            call.End(StatusCode.Unknown, "Exception was thrown by handler.", []);
        }
    }

    /// <summary>Older servers know only the one spelling.</summary>
    private bool IsGrpc(string? contentType) =>
        contentType == "application/grpc" || (Version.KnowsOtherContentTypes && contentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true);
}
