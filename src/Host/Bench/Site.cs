using System.Net.Http.Headers;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Shared;
using EventSourcedCrm.Projections.Engine;

namespace EventSourcedCrm.Host.Bench;

/// <summary>The server, API, workers and reactor, in a process of its own, with an administrator's client.</summary>
internal sealed class Site(Storage storage, ServerProcess server, HttpClient client, string token) : IAsyncDisposable
{
    public HttpClient Client => client;

    public Poster Poster() => Bench.Poster.Connect(server.Address, token);

    public static async Task<Site> Open(Storage storage, CancellationToken ct)
    {
        var token = (await File.ReadAllTextAsync(await HostTokens.EnsureAdmin(storage, ct), ct)).Trim();
        var server = ServerProcess.Start(storage.Folder);
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var site = new Site(storage, server, client, token);
        try
        {
            while (!await site.IsReady(ct)) await Task.Delay(100, ct);
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
        return site;
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
        await server.DisposeAsync();
    }

    private async Task<bool> IsReady(CancellationToken ct)
    {
        server.MustRun();
        try
        {
            using var answer = await client.GetAsync("/health/ready", ct);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // it does not listen yet
        }
    }
}
