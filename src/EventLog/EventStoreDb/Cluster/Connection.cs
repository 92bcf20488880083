using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb.Cluster;

/// <summary>Calls to whichever node is right at the moment, repeated while what stops them may pass.</summary>
internal sealed class Connection : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>A filtered page can lie behind millions of events of the server's own.</summary>
    public static readonly TimeSpan ReadDeadline = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stopped = new();
    private readonly GrpcClient _grpc;
    private readonly NodeSelector _selector;

    public Connection(EventStoreSettings settings, TimeProvider time)
    {
        (Settings, Time) = (settings, time);
        _grpc = new(settings);
        _selector = new(new(settings, _grpc, time), _stopped.Token);
    }

    public EventStoreSettings Settings { get; }

    public TimeProvider Time { get; }

    /// <summary>One attempt on the current node. Its failure is remembered, so that the next goes where it should.</summary>
    public async Task<T> Once<T>(Func<Node, Task<T>> attempt, CancellationToken ct)
    {
        var node = await _selector.Current(ct);
        try
        {
            return await attempt(node);
        }
        catch (GrpcException e)
        {
            Heed(node, e);
            throw;
        }
    }

    public void Heed(Node node, GrpcException failure) => _selector.Heed(node, failure);

    /// <summary>Attempts for half a minute; for what may be repeated only.</summary>
    /// <exception cref="TimeoutException">What stopped it did not pass. Whether the last attempt was carried out is unknown.</exception>
    /// <exception cref="EventStoreException">The server refuses.</exception>
    public async Task<T> Persistently<T>(Func<Node, Task<T>> attempt, CancellationToken ct)
    {
        var started = Time.GetTimestamp();
        var backoff = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));
        while (true)
        {
            try
            {
                return await Once(attempt, ct);
            }
            catch (GrpcException e) when (e.Passes && Time.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(backoff.Next(), Time, ct);
            }
            catch (GrpcException e) when (e.Passes && !e.NoSuchPosition)
            {
                throw new TimeoutException($"The log did not answer for {Patience.TotalSeconds:0} seconds. An append among this may or may not have been stored: repeat it with the same ids. ({e.Message})", e);
            }
            catch (GrpcException e)
            {
                throw Refusal.Of(e, Settings);
            }
        }
    }

    /// <summary>Finds a node for the first time, with no more patience than the connection string asks for.</summary>
    /// <exception cref="EventStoreException">Says what is wrong with the connection string or the servers it names.</exception>
    public async Task<Node> Meet(CancellationToken ct)
    {
        try
        {
            return await _selector.Current(ct);
        }
        catch (GrpcException e)
        {
            throw Refusal.Of(e, Settings);
        }
    }

    public Task<T> Ask<T>(Node node, GrpcMethod<T> method, IEnumerable<ReadOnlyMemory<byte>> request, CancellationToken ct) where T : class =>
        _grpc.Ask(node.Endpoint, method, request, Settings.DefaultDeadline, ct);

    /// <param name="deadline">Null for none: subscriptions only.</param>
    public Task<GrpcCall<T>> Start<T>(Node node, GrpcMethod<T> method, IEnumerable<ReadOnlyMemory<byte>> request, TimeSpan? deadline, CancellationToken ct)
        where T : class => _grpc.Start(node.Endpoint, method, request, deadline, ct);

    public void Dispose()
    {
        _stopped.Cancel();
        _grpc.Dispose();
    }
}
