using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb.Cluster;

/// <summary>Finds a node to talk to: the one host that was given, or the best one that the gossip of any known node names.</summary>
internal sealed class Discovery(EventStoreSettings settings, GrpcClient grpc, TimeProvider time)
{
    private IReadOnlyList<Endpoint> _known = settings.Hosts;

    /// <exception cref="GrpcException">No node could be found in the rounds that the connection string allows.</exception>
    public async Task<Node> Find(CancellationToken ct)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return settings.Discover ? await AskKnown(ct) : await Meet(settings.Hosts[0], ct);
            }
            catch (GrpcException e) when (e.Passes && round < settings.MaxDiscoverAttempts)
            {
                _known = settings.Hosts;
                await Task.Delay(settings.DiscoveryInterval, time, ct);
            }
        }
    }

    /// <summary>Asks a node for its version, and thereby whether it answers at all and accepts who we are.</summary>
    /// <exception cref="EventStoreException">It is too old.</exception>
    public async Task<Node> Meet(Endpoint endpoint, CancellationToken ct)
    {
        try
        {
            var features = await grpc.Ask(endpoint, Methods.Features, Methods.NoArguments, settings.GossipTimeout, ct);
            return Node.Of(endpoint, features.EventStoreServerVersion);
        }
        catch (GrpcException e) when (e.Status == GrpcStatus.Unimplemented)
        {
            throw Node.TooOld(endpoint, null);
        }
    }

    private async Task<Node> AskKnown(CancellationToken ct)
    {
        var known = _known.ToArray();
        Random.Shared.Shuffle(known);
        GrpcException? failure = null;
        foreach (var endpoint in known)
        {
            try
            {
                var cluster = await grpc.Ask(endpoint, Methods.Gossip, Methods.NoArguments, settings.GossipTimeout, ct);
                if (Candidates.Of(cluster, settings.NodePreference).ToArray() is not [var best, ..]) continue;
                _known = [.. cluster.Members.Select(Candidates.Endpoint)];
                return await Meet(best, ct);
            }
            catch (GrpcException e)
            {
                if (failure is null || !e.Passes) failure = e;
            }
        }
        throw failure ?? new GrpcException(known[0], GrpcStatus.Unavailable, "no member of the cluster is ready to be asked");
    }
}
