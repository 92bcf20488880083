using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb.Cluster;

/// <summary>The node that all calls go to. It is looked for once, whoever asks, and again when a call's failure casts doubt on it.</summary>
internal sealed class NodeSelector(Discovery discovery, CancellationToken stopped)
{
    private readonly Lock _gate = new();
    private Task<Node>? _selection;

    public Task<Node> Current(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_selection is null || _selection.IsFaulted) _selection = Task.Run(() => discovery.Find(stopped), stopped);
            return _selection.WaitAsync(ct);
        }
    }

    /// <summary>Learns from a failed call: goes to the leader it names, or looks for a node anew.</summary>
    public void Heed(Node asked, GrpcException failure)
    {
        if (!failure.NodeIsDoubtful) return;
        lock (_gate)
        {
            if (_selection is not { IsCompletedSuccessfully: true } || _selection.Result != asked) return; // someone else has learnt it already
            _selection = failure.Leader is { } leader && leader != asked.Endpoint
                ? Task.Run(() => Follow(leader), stopped)
                : null; // one that knows no leader may name itself
        }
    }

    /// <summary>The named leader may not be reachable from here.</summary>
    private async Task<Node> Follow(Endpoint leader)
    {
        try
        {
            return await discovery.Meet(leader, stopped);
        }
        catch (GrpcException)
        {
            return await discovery.Find(stopped);
        }
    }
}
