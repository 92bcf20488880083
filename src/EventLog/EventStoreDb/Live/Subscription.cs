using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog.EventStoreDb.Cluster;
using EventSourcedCrm.EventLog.EventStoreDb.Grpc;
using EventSourcedCrm.EventLog.Serialization;

namespace EventSourcedCrm.EventLog.EventStoreDb.Live;

/// <summary>
/// Everything after a position, then whatever comes, over as many calls as it takes. Each call goes on after the last fact delivered, so
/// that a lost, refused, slow or silent one neither skips nor repeats a fact.
/// </summary>
internal sealed class Subscription
{
    /// <summary>After so long a silence the log's head is compared with what was delivered: a server can forget a subscription.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly Connection _connection;
    private readonly Reader _reader;
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10));
    private LogPosition _reached;
    private LogPosition _headAtStart;
    private LiveCall? _call;
    private bool _startChecked;

    private Subscription(Connection connection, Reader reader, LogPosition after) => (_connection, _reader, _reached) = (connection, reader, after);

    /// <summary>What one look into the inbox brought.</summary>
    private sealed record Batch(List<CanonicalFact> Facts, LogPosition? Checkpoint, bool CaughtUp, bool Full);

    public static async IAsyncEnumerable<LogMessage> From(
        LogPosition after, Connection connection, Reader reader, FactCodec codec, [EnumeratorCancellation] CancellationToken ct)
    {
        var subscription = new Subscription(connection, reader, after);
        try
        {
            var behind = true;
            while (true)
            {
                var batch = await subscription.Next(ct);
                behind |= batch.Full;
                if (batch.Facts.Count > 0) yield return new LogMessage.Page(await codec.DecodePersistently(batch.Facts, Timeout.InfiniteTimeSpan, ct));
                if (batch.Checkpoint is { } position) yield return new LogMessage.Checkpoint(position);
                if (!behind || !batch.CaughtUp) continue;
                behind = false;
                yield return new LogMessage.CaughtUp();
            }
        }
        finally
        {
            await subscription.Leave();
        }
    }

    private async Task<Batch> Next(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                _call ??= await _connection.Once(node => Join(node, ct), ct);
                var arrived = await _call.Take(Silence, ct);
                if (arrived.Count > 0) return Sort(arrived, _call.Node);
                await Doubt(ct);
            }
            catch (GrpcException e) when (!Final(e))
            {
                if (_call is { } call) _connection.Heed(call.Node, e);
                await Leave();
                if (!e.ConsumerTooSlow) await Task.Delay(_backoff.Next(), _connection.Time, ct);
            }
            catch (GrpcException e)
            {
                throw Refusal.Of(e, _connection.Settings);
            }
        }
    }

    private async Task<LiveCall> Join(Node node, CancellationToken ct)
    {
        if (!_startChecked) await _reader.RefuseBeyondEnd(node, _reached, ct);
        _startChecked = true;
        if (!node.TellsProperly) _headAtStart = await _reader.Head(node, ct);
        return await LiveCall.Start(_connection, node, _reached, ct);
    }

    private Batch Sort(IReadOnlyList<ReadAnswer> arrived, Node node)
    {
        var facts = new List<CanonicalFact>(arrived.Count);
        LogPosition? checkpoint = null;
        var caughtUp = false;
        foreach (var message in arrived)
        {
            if (message is ReadAnswer.Entry entry && Advance(entry.Position) && entry.Fact is { } fact)
            {
                facts.Add(fact);
                checkpoint = null;
            }
            if (message is ReadAnswer.Checkpoint place && node.TellsProperly && Advance(place.Position)) checkpoint = _reached;
            caughtUp |= message is ReadAnswer.CaughtUp;
        }
        if (facts.Count > 0) _backoff.Reset();
        return new(facts, checkpoint, node.TellsProperly ? caughtUp : _reached >= _headAtStart, facts.Count >= RawPage.MaxFacts / 2);
    }

    /// <summary>Only forwards: servers have been seen to send a place again, or one that is none.</summary>
    private bool Advance(LogPosition position)
    {
        if (position <= _reached || position.Commit == ulong.MaxValue) return false;
        _reached = position;
        return true;
    }

    private async Task Doubt(CancellationToken ct)
    {
        var node = _call!.Node.Endpoint;
        if (await _connection.Once(current => _reader.Head(current, ct), ct) > _reached)
            throw new GrpcException(node, GrpcStatus.Unavailable, "the subscription fell silent though there are newer facts");
    }

    /// <summary>What no other attempt would change.</summary>
    private static bool Final(GrpcException e) => e.NotTrusted
        || (!e.NotLeader && e.Status is GrpcStatus.PermissionDenied or GrpcStatus.Unauthenticated or GrpcStatus.InvalidArgument or GrpcStatus.FailedPrecondition or GrpcStatus.Unimplemented);

    private async Task Leave()
    {
        if (_call is { } call) await call.DisposeAsync();
        _call = null;
    }
}
