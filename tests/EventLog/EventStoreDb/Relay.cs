using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using EventSourcedCrm.EventLog.EventStoreDb;

namespace EventSourcedCrm.EventLog.Tests.EventStoreDb;

/// <summary>Stands before a server that is not ours, so that its connections can be cut.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private readonly Endpoint _server;
    private readonly Task _accepting;

    public Relay(Endpoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The server's own name, because a certificate bears it.</summary>
    public Endpoint Endpoint => _server with { Port = ((IPEndPoint)_listener.LocalEndpoint).Port };

    public void Cut()
    {
        foreach (var client in _open.Keys) client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Accept()
    {
        while (true) _ = Pass(await _listener.AcceptTcpClientAsync());
    }

    private async Task Pass(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            _open[client] = true;
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port);
                (client.NoDelay, server.NoDelay) = (true, true);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or the server is not there: either way nothing more passes.
            }
            _open.TryRemove(client, out _);
        }
    }
}
