using EventSourcedCrm.EventLog.EventStoreDb.Cluster;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;

namespace EventSourcedCrm.EventLog.EventStoreDb.Live;

/// <summary>
/// A subscription's call to one node. It is drained whatever the consumer does, because a response left unread makes the server cut the
/// whole connection; a consumer that leaves the inbox full for a minute loses the call, not a fact.
/// </summary>
internal sealed class LiveCall : IAsyncDisposable
{
    public static readonly TimeSpan ConfirmedWithin = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan FullFor = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop;
    private readonly Inbox<ReadAnswer> _inbox;
    private readonly Task _drained;

    private LiveCall(Node node, GrpcCall<ReadAnswer> call, CancellationTokenSource stop, TimeProvider time)
    {
        (Node, _stop) = (node, stop);
        _inbox = new(RawPage.MaxFacts, RawPage.MaxBytes, time);
        _drained = Task.Run(() => Drain(call));
    }

    public Node Node { get; }

    /// <summary>Subscribes. Beyond a hundred calls, or with a server in trouble, the answer might never come: there is a limit.</summary>
    public static async Task<LiveCall> Start(Connection connection, Node node, LogPosition after, CancellationToken ct)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var starting = connection.Start(node, Methods.Read, Requests.Subscribe(after), deadline: null, stop.Token);
        try
        {
            return new(node, await starting.WaitAsync(ConfirmedWithin, connection.Time, ct), stop, connection.Time);
        }
        catch (Exception e)
        {
            await stop.CancelAsync();
            _ = starting.ContinueWith(late => late.Result.DisposeAsync(), TaskContinuationOptions.OnlyOnRanToCompletion);
            if (e is not TimeoutException) throw;
            throw new GrpcException(node.Endpoint, GrpcStatus.DeadlineExceeded, "the subscription was not confirmed", inner: e);
        }
    }

    /// <summary>What has arrived; nothing after a long silence.</summary>
    /// <exception cref="GrpcException">The call has ended.</exception>
    public ValueTask<IReadOnlyList<ReadAnswer>> Take(TimeSpan patience, CancellationToken ct) => _inbox.Take(patience, ct);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _drained;
        _stop.Dispose();
    }

    private async Task Drain(GrpcCall<ReadAnswer> call)
    {
        await using var ended = call;
        try
        {
            while (await call.Next() is var (answer, length))
            {
                if (await _inbox.Put(answer, length, FullFor, _stop.Token)) continue;
                _inbox.End(new GrpcException(Node.Endpoint, GrpcStatus.Aborted, "the consumer was too slow"));
                return;
            }
            _inbox.End(new GrpcException(Node.Endpoint, GrpcStatus.Unknown, "the server ended the subscription"));
        }
        catch (Exception e)
        {
            _inbox.End(e);
        }
    }
}
