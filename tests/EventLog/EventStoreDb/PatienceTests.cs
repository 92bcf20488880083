using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.EventStoreDb.Live;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.EventStoreServer.Faults;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>What is noticed only because time passes; here it passes when the test says so.</summary>
public sealed class PatienceTests(EventStoreRig rig) : IClassFixture<EventStoreRig>, IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TestServer _server = null!;
    private EventStoreLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start(new() { Slowness = TimeSpan.FromHours(1) });
        _log = await rig.Open(_server.ConnectionString, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_subscription_that_fell_silent_is_noticed_and_goes_on()
    {
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.UntilCaughtUp();
        _server.Faults.Next(Fault.Silence, Moment.Subscribed);
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));
        await _time.Until(() => follower.Facts.Count == 5);

        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));
        await _time.Until(() => follower.Facts.Count == 10); // it may be waiting to try again: the time passed for it a moment longer than it needed
        follower.Facts.Ids().ShouldBe((await _log.All()).Ids());
        _server.Faults.Struck.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_subscription_that_stayed_behind_on_a_cut_off_leader_follows_the_new_one()
    {
        await using var cluster = await TestCluster.Start(3);
        await using var log = await rig.Open(cluster.ConnectionString, _time);
        await using var follower = new Follower(log, LogPosition.Start);
        await follower.UntilCaughtUp();
        cluster.Nodes[0].Faults.Next(Fault.Silence, Moment.Subscribed);
        cluster.Elect(cluster.Nodes[1]);
        await using var writer = await rig.Open(cluster.ConnectionString);
        await writer.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));
        await _time.Until(() => follower.Facts.Count == 5);
        cluster.Nodes[1].Connections.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_quiet_log_is_no_silent_subscription()
    {
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(5));
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.Until(5);
        for (var n = 0; n < 5; n++)
        {
            await _time.WaitedFor(Subscription.Silence);
            _time.Pass(Subscription.Silence);
        }
        await _time.WaitedFor(Subscription.Silence); // the log's head has been looked at: what comes from now on is not taken for something missed
        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        await follower.Until(6);
    }

    [Fact]
    public async Task A_subscription_that_is_not_confirmed_is_asked_for_again()
    {
        _server.Faults.Next(Fault.Slow, Moment.Subscribe);
        await using var follower = new Follower(_log, LogPosition.Start);
        await _time.Until(() => follower.CaughtUp == 1);
        _server.Faults.Struck.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_consumer_that_pauses_for_long_loses_the_call_and_no_fact()
    {
        for (var n = 0; n < 12; n++) await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Facts(500));
        await using var messages = _log.Subscribe(LogPosition.Start, CancellationToken.None).GetAsyncEnumerator();
        await messages.MoveNextAsync();
        var seen = ((LogMessage.Page)messages.Current).Facts.Ids().ToList();

        await _time.WaitedFor(LiveCall.FullFor); // the inbox is full, and nobody takes from it
        _time.Pass(LiveCall.FullFor);

        while (seen.Count < 6_000 && await messages.MoveNextAsync())
            if (messages.Current is LogMessage.Page page) seen.AddRange(page.Facts.Ids());
        seen.ShouldBe((await _log.All()).Ids());
    }
}
