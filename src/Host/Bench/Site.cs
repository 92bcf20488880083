using System.Net.Http.Headers;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine;
using Microsoft.AspNetCore.Builder;

namespace EventSourcedCrm.Host.Bench;

/// <summary>The whole program on a free port of this machine: API, workers and reactor, with an administrator's client.</summary>
internal sealed class Site(Storage storage, WebApplication app, HttpClient client, string token) : IAsyncDisposable
{
    public HttpClient Client => client;

    public Poster Poster() => Bench.Poster.Connect(client.BaseAddress!, token);

    public static async Task<Site> Open(Storage storage, CancellationToken ct)
    {
        var token = (await File.ReadAllTextAsync(await HostTokens.EnsureAdmin(storage, ct), ct)).Trim();
        var app = Server.Compose(storage, new("http://127.0.0.1:0", "all", [], Demo: false));
        await app.StartAsync(ct);
        var client = new HttpClient { BaseAddress = new(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        while (!(await client.GetAsync("/health/ready", ct)).IsSuccessStatusCode) await Task.Delay(100, ct);
        return new(storage, app, client, token);
    }

    /// <summary>Waits until every live build has read everything appended so far, and the reactor has nothing left to say.</summary>
    public async Task Quiet(CancellationToken ct)
    {
        await using var connection = await storage.ReadModels.OpenConnectionAsync(ct);
        for (var (quiet, head) = (0, LogPosition.Start); quiet < 10; await Task.Delay(100, ct))
        {
            var (before, builds) = (head, await Control.Builds(connection, null, ct));
            head = await storage.Log.Head(ct);
            var level = builds.Where(b => b.Build.State == BuildState.Live).All(b => b.Checkpoint.Position == head);
            quiet = level && head == before ? quiet + 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
