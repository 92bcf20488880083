using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;
using EventSourcedCrm.EventStoreServer.Faults;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>What a call holds on to on the server, and for how long.</summary>
public sealed class CallTests(EventStoreRig rig) : IClassFixture<EventStoreRig>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ManualTime _serversTime = new();
    private TestServer _server = null!;
    private EventStoreLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.Start(new() { Clock = _serversTime });
        _log = await rig.Open(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_subscription_has_no_deadline()
    {
        await using var follower = new Follower(_log, LogPosition.Start);
        await follower.UntilCaughtUp();
        _server.Faults.Next(Fault.Unavailable, Moment.Subscribe); // waits for a second call

        _serversTime.Pass(TimeSpan.FromDays(1));

        await _log.Append(Some.Stream(), ExpectedRevision.NoStream, Some.Fact());
        await follower.Until(1);
        _server.Faults.Struck.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_read_that_is_left_midway_is_ended_on_the_server()
    {
        await Fill(megabytes: 12);
        await foreach (var page in _log.ReadAll(LogPosition.Start, CancellationToken.None))
        {
            page.Count.ShouldBeLessThan(12 * PerMegabyte);
            break;
        }
        await _server.Idle.WaitAsync(Patience);
    }

    private const int PerMegabyte = 8;

    private async Task Fill(int megabytes)
    {
        var text = new string('x', (1 << 20) / PerMegabyte - 1_000);
        for (var n = 0; n < megabytes; n++)
            await _log.Append(Some.Stream(), ExpectedRevision.NoStream, [.. Enumerable.Range(0, PerMegabyte).Select(_ => Some.Fact(text))]);
    }
}
