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
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;

    public Relay(Endpoint server)
    {
        _server = server;
        _listener.Start();
        _accepting = Accept();
    }

    /// <summary>The server's own name, because a certificate bears it.</summary>
    public Endpoint Endpoint => _server with { Port = ((IPEndPoint)_listener.LocalEndpoint).Port };

    /// <summary>Ends when the server has answered something over a connection made from now on, or nobody has asked it for a second.</summary>
    public async Task Answers()
    {
        var answered = _answered.Task;
        try
        {
            await answered.WaitAsync(TimeSpan.FromSeconds(1));
        }
        catch (TimeoutException)
        {
            // Whoever wrote has ended.
        }
    }

    public void Cut()
    {
        _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    private static async Task Answer(NetworkStream server, NetworkStream client, TaskCompletionSource answered)
    {
        var bytes = new byte[64 * 1024];
        for (int read; (read = await server.ReadAsync(bytes)) > 0; answered.TrySetResult()) await client.WriteAsync(bytes.AsMemory(0, read));
    }

    private async Task Pass(TcpClient client)
    {
        using var server = new TcpClient();
        var answered = _answered;
        using (client)
        {
            _open[client] = true;
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port);
                (client.NoDelay, server.NoDelay) = (true, true);
                await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), Answer(server.GetStream(), client.GetStream(), answered));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or the server is not there: either way nothing more passes.
            }
            _open.TryRemove(client, out _);
        }
    }
}
