using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace EventSourcedCrm.EventStoreServer;

/// <summary>A bare HTTP/2 server on the loopback address, with the limits that real servers leave as they come: 100 calls a connection, 240 bytes a second.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private readonly WebApplication _app;

    private Listener(int port, Certificates? certificates, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => Configure(listen, certificates));
        });
        _app = builder.Build();
        _app.Run(answer);
    }

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()).Port;

    public int Connections => _connections.Count;

    /// <summary>Port 0 is any that is free.</summary>
    public static async Task<Listener> Start(int port, Certificates? certificates, RequestDelegate answer)
    {
        var listener = new Listener(port, certificates, answer);
        await listener._app.StartAsync();
        return listener;
    }

    public void CutConnections()
    {
        foreach (var connection in _connections.Keys) connection.Abort();
    }

    /// <summary>At once, as a process that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        CutConnections();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private void Configure(ListenOptions listen, Certificates? certificates)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection => Register(connection, next));
        if (certificates is null) return;

        listen.UseHttps(certificates.Server, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.AllowAnyClientCertificate();
        });
    }

    /// <summary>Keeps hold of the connection below TLS, so that cutting it is abrupt.</summary>
    private async Task Register(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Features.Set(connection);
        _connections[connection] = true;
        try
        {
            await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
