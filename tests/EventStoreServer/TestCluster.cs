using EventSourcedCrm.EventStoreServer.Storage;

namespace EventSourcedCrm.EventStoreServer;

/// <summary>Several nodes that share one log, at most one of which leads. Elections are held when a test says so.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private TestCluster(int nodes, int readOnlyReplicas, TestServerOptions options)
    {
        Options = options;
        Storage = new(options.Clock);
        Certificates = options.Tls ? new() : null;
        Nodes = [.. Enumerable.Range(0, nodes + readOnlyReplicas).Select(i => new TestServer(this, isReadOnlyReplica: i >= nodes))];
        Leader = Nodes[0];
    }

    public IReadOnlyList<TestServer> Nodes { get; }
    public TestServerOptions Options { get; }
    public EventStorage Storage { get; }

    /// <summary>Null while nobody leads. A leader that was stopped is still named until another is elected.</summary>
    public TestServer? Leader { get; private set; }

    /// <summary>A seed list of all nodes, for a client that discovers the leader.</summary>
    public string ConnectionString => ConnectionStringOf("esdb+discover", Nodes);

    /// <summary>The authority that signed the nodes' certificate, as PEM; null without TLS.</summary>
    public string? CaFile => Certificates?.CaFile;

    internal Certificates? Certificates { get; }

    /// <summary>The first node leads; read-only replicas come last.</summary>
    public static async Task<TestCluster> Start(int nodes, TestServerOptions? options = null, int readOnlyReplicas = 0)
    {
        var cluster = new TestCluster(nodes, readOnlyReplicas, options ?? new());
        if (cluster.Options.HasSystemEvents) cluster.PlantWhatEveryLogBeginsWith();
        foreach (var node in cluster.Nodes) await node.Start();
        return cluster;
    }

    /// <summary>Makes this node the leader; null leaves the cluster without one. The new leader remembers no ids.</summary>
    public void Elect(TestServer? leader)
    {
        Leader = leader;
        Storage.ForgetRecentIds();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes) await node.Stop();
        Certificates?.Dispose();
    }

    /// <summary>The leader; but another living node if that is the very one that asks.</summary>
    internal TestServer SomeoneElse(TestServer than) =>
        Leader is { } leader && leader != than ? leader : Nodes.FirstOrDefault(node => node != than && node.IsRunning) ?? than;

    internal string ConnectionStringOf(string scheme, IEnumerable<TestServer> nodes)
    {
        var user = Options.Users.Count == 0 ? "" : $"{Options.Users[0].Name}:{Options.Users[0].Password}@";
        var tls = CaFile is null ? "tls=false" : $"tls=true&tlsCaFile={CaFile}";
        return $"{scheme}://{user}{string.Join(',', nodes.Select(node => $"{node.Host}:{node.Port}"))}?{tls}";
    }

    /// <summary>One of them is of a type without a dollar sign, in a stream that has one: a filter by type lets it through.</summary>
    private void PlantWhatEveryLogBeginsWith()
    {
        Storage.Plant("$$$scavenges", "$metadata", """{"$maxAge":2592000}""");
        Storage.Plant("$stats-127.0.0.1:2113", "$statsCollected");
        Storage.Plant("$persistentsubscription-orders::billing-checkpoint", "SubscriptionCheckpoint", "\"0\"");
    }
}
