namespace EventSourcedCrm.EventStoreServer.Tests.Shared;

/// <summary>Gives each test a server, and a raw client of it.</summary>
public abstract class ServerSpec : IAsyncLifetime
{
    private RawClient? _client;

    protected TestServer Server { get; private set; } = null!;
    private protected RawClient Client => _client ??= new(Server);
    protected virtual TestServerOptions Options => new() { HasSystemEvents = false };

    public async ValueTask InitializeAsync() => Server = await TestServer.Start(Options);

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another server for the rest of the test.</summary>
    private protected async Task<RawClient> Restarted(TestServerOptions options)
    {
        _client?.Dispose();
        _client = null;
        await Server.DisposeAsync();
        Server = await TestServer.Start(options);
        return Client;
    }
}
