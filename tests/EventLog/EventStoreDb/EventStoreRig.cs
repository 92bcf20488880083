using EventSourcedCrm.EventLog.EventStoreDb;
using EventSourcedCrm.EventLog.Serialization;
using EventSourcedCrm.EventLog.Tests.Contract;
using EventSourcedCrm.EventStoreServer;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>
/// The log over EventStoreDB: on a test server of its own, or on the real one that CRM_TEST_EVENTSTORE names, which is one class's after
/// the other, since the contract looks at the whole log.
/// </summary>
public class EventStoreRig : LogRig
{
    private static readonly string? Real = Environment.GetEnvironmentVariable("CRM_TEST_EVENTSTORE") is { Length: > 0 } given and not "test-server" ? given : null;
    private static readonly SemaphoreSlim TurnOnReal = new(1);

    private TestServer? _server;
    private Relay? _relay;

    protected virtual string Version => "23.10.0";

    /// <summary>A log on a server that a test has made.</summary>
    public Task<EventStoreLog> Open(string connectionString, TimeProvider? time = null) =>
        EventStoreLog.Open(connectionString, new FactCodec(Keys), CancellationToken.None, time);

    public override Task BreakConnections()
    {
        _server?.CutConnections();
        _relay?.Cut();
        return Task.CompletedTask;
    }

    protected override async Task<IEventLog> Connect(FactCodec codec) =>
        await EventStoreLog.Open(_server?.ConnectionString ?? Relayed(), codec, CancellationToken.None);

    protected override async Task Start()
    {
        if (Real is null)
        {
            _server = await TestServer.Start(new() { Version = Version });
            return;
        }
        await TurnOnReal.WaitAsync();
        _relay = new(EventStoreSettings.Parse(Real).Hosts[0]);
    }

    protected override async Task Stop()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_relay is null) return;
        await _relay.DisposeAsync();
        TurnOnReal.Release();
    }

    private string Relayed() => Real!.Replace(EventStoreSettings.Parse(Real).Hosts[0].ToString(), _relay!.Endpoint.ToString(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>The oldest server that is not refused: it never says that a subscription has caught up.</summary>
public sealed class OldestEventStoreRig : EventStoreRig
{
    protected override string Version => "22.10.0";
}

public sealed class NewestEventStoreRig : EventStoreRig
{
    protected override string Version => "26.1.0";
}
