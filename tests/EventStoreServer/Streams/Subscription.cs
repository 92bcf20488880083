using EventSourcedCrm.EventStoreServer.Faults;
using EventSourcedCrm.EventStoreServer.Grpc;
using EventSourcedCrm.EventStoreServer.Storage;
using Google.Protobuf.WellKnownTypes;
using Options = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options;
using StreamOptions = EventSourcedCrm.EventLog.EventStoreDb.Messages.ReadReq.Types.Options.Types.StreamOptions;

namespace EventSourcedCrm.EventStoreServer.Streams;

/// <summary>
/// A subscription to the whole log or to one stream, starting after what the client has. It reads history page by page until it has
/// caught up, then sends what is written; by itself it never ends.
/// </summary>
internal sealed class Subscription(TestServer node, GrpcCall call, Options options, Filter filter, EventWriter events)
{
    private const int LargestPage = 4096;

    private readonly string? _stream = options.Stream?.StreamIdentifier.StreamName.ToStringUtf8();
    private readonly StoredEvent[] _page = new StoredEvent[Math.Clamp(filter.Window, 1, LargestPage)];
    private AllPosition _after;
    private long _at;
    private bool _isLive;
    private long _examined;
    private StoredEvent? _last;

    public async Task Run()
    {
        var readsHistory = Begin();
        if (readsHistory && !node.Version.ConfirmsFirst) node.RequireLeaderToRead(call);
        call.Write(new ReadResp { Confirmation = new() { SubscriptionId = Guid.NewGuid().ToString() } });
        await call.Responses.Flush(call.Ended);
        if (readsHistory && node.Version.ConfirmsFirst) node.RequireLeaderToRead(call);

        while (true)
        {
            var written = node.Storage.Next;
            if (Next() is var read and > 0) await Send(read);
            else await Wait(written);
        }
    }

    /// <summary>Finds the place to begin at; false if that is after all there is.</summary>
    private bool Begin()
    {
        if (_stream is null) return BeginInAll();

        (_at, var isEnd) = options.Stream!.RevisionOptionCase switch
        {
            StreamOptions.RevisionOptionOneofCase.Start => (0, false),
            StreamOptions.RevisionOptionOneofCase.Revision when options.Stream.Revision != ulong.MaxValue => ((long)options.Stream.Revision + 1, false),
            _ => (node.Storage.Look(_stream, (own, _) => own.Count), true),
        };
        return !isEnd;
    }

    private bool BeginInAll()
    {
        _after = AllPosition.Parse(options.All, node.Version, node.Storage);
        var isStart = options.All.Start is not null;
        _at = node.Storage.Look(null, (all, _) => FirstAfter(all, isStart));
        _last = _at == 0 ? null : node.Storage.Look(null, (all, _) => all[(int)_at - 1]);
        if (_after != AllPosition.End) return true;

        _after = default;
        return false;
    }

    /// <summary>Old servers skip exactly the first event at or after the position, whatever it is.</summary>
    private int FirstAfter(IReadOnlyList<StoredEvent> all, bool isStart)
    {
        var index = _after.IndexIn(all);
        if (isStart || index == all.Count) return index;
        return node.Version.ChecksPositions && _after.IsBefore(all[index]) ? index : index + 1;
    }

    private int Next()
    {
        if (_stream is not null) _at = Math.Max(_at, node.Storage.Look(_stream, (_, history) => FirstVisible(history!)));
        return node.Storage.Copy(new(_stream, _at, 1, To: long.MaxValue), _page);
    }

    private long FirstVisible(StreamHistory history) => history switch
    {
        { IsTombstoned: true } => throw Refusal.StreamDeleted(_stream!),
        { IsSoftDeleted: true } => 0,
        _ => history.First(node.Storage.Now),
    };

    private async Task Send(int read)
    {
        if (!_isLive && node.State != NodeState.Leader) node.RequireLeaderToRead(call);
        await Strike.At(Moment.Subscribed, call, node);
        foreach (var stored in _page.AsSpan(0, read))
        {
            if (_after.IsBefore(stored) && filter.Matches(stored)) events.Write(stored);
            (_last, _examined) = (stored, _examined + 1);
            if (_isLive) CheckpointWhenDue();
        }
        _at += read;
        if (!_isLive) CheckpointWhenDue();
        await call.Responses.FlushWhenMuch(call.Ended);
    }

    private async Task Wait(Task written)
    {
        if (!_isLive) GoLive();
        await call.Responses.Flush(call.Ended);
        await written.WaitAsync(call.Ended);
    }

    private void GoLive()
    {
        _isLive = true;
        if (filter.CheckpointInterval is not null && _examined > 0 && node.Version.ChecksPointWhenCaughtUp) Checkpoint();
        if (node.Version.TellsCaughtUp) call.Write(new ReadResp { CaughtUp = CaughtUp() });
    }

    private ReadResp.Types.CaughtUp CaughtUp()
    {
        if (!node.Version.TellsWhereItCaughtUp) return new();

        var caughtUp = new ReadResp.Types.CaughtUp { Timestamp = Now };
        if (_stream is null && _last is not null) caughtUp.Position = new() { CommitPosition = _last.Position, PreparePosition = _last.Position };
        if (_stream is not null && _at > 0) caughtUp.StreamRevision = _at - 1;
        return caughtUp;
    }

    private void CheckpointWhenDue()
    {
        if (_examined >= filter.CheckpointInterval) Checkpoint();
    }

    private void Checkpoint()
    {
        _examined = 0;
        call.Write(new ReadResp
        {
            Checkpoint = new()
            {
                CommitPosition = _last!.Position,
                PreparePosition = _last.Position,
                Timestamp = node.Version.TellsWhereItCaughtUp ? Now : null,
            },
        });
    }

    private Timestamp Now => Timestamp.FromDateTimeOffset(node.Storage.Now);
}
