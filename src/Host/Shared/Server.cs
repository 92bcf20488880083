using EventSourcedCrm.Api;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Host.Commands;
using EventSourcedCrm.Projections;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Proof;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EventSourcedCrm.Host.Shared;

/// <summary>What a server process does and where it listens.</summary>
public sealed record ServerOptions(string Urls, string Role, IReadOnlyList<string> Projections, bool Demo)
{
    public bool ServesApi => Role is "api" or "all";

    public bool Works => Role is "worker" or "all";
}

/// <summary>The API and the workers in one process.</summary>
public static class Server
{
    public static async Task Run(Storage storage, ServerOptions options, CancellationToken ct)
    {
        var adminToken = storage.IsEmbedded ? await HostTokens.EnsureAdmin(storage, ct) : null;
        if (options.Demo && await IsWithoutCustomers(storage, ct))
            await DemoCommand.Record(storage.Log, new(DemoCommand.UsualSize, Seed: 1, DemoCommand.Today()), ct);

        await using var app = Compose(storage, options);
        await Start(app, options.Urls, ct);
        if (options.ServesApi) Greet(options.Urls, adminToken);
        else Console.WriteLine($"This worker says how it is at {app.Urls.First()}/health/ready; Ctrl-C stops it, nothing is lost.");
        await app.WaitForShutdownAsync(ct);
    }

    private static WebApplication Compose(Storage storage, ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders().AddSimpleConsole(console => { console.SingleLine = true; console.TimestampFormat = "HH:mm:ss "; });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // else each request has an Activity that nobody looks at
        builder.Services.AddSingleton<IEventLog>(storage.Log);
        builder.Services.AddCrmApi(storage.ReadModels, new ReadinessCheck(storage).Faults, ProjectionCatalog.FoldApart);
        if (options.Works) AddWorkers(builder.Services, storage, options.Projections);
        var app = builder.Build();
        if (options.ServesApi) app.MapCrmApi();
        else app.MapCrmHealth();
        return app;
    }

    private static async Task Start(WebApplication app, string urls, CancellationToken ct)
    {
        try
        {
            await app.StartAsync(ct);
        }
        catch (IOException error) when (error.InnerException is AddressInUseException)
        {
            throw new SentenceException($"Another program listens on {urls}. Stop it, or choose another address with --urls.");
        }
    }

    private static void AddWorkers(IServiceCollection services, Storage storage, IReadOnlyList<string> only)
    {
        var sources = ProjectionChoice.Of(only, storage);
        var policy = PolicyOfBuilds.Read();
        services.AddSingleton(provider => new ProjectionEngine(storage.Log, storage.ReadModels, sources, provider.GetRequiredService<ILogger<ProjectionEngine>>()) { Policy = policy });
        services.AddHostedService(provider => new Working(provider.GetRequiredService<ProjectionEngine>().Run));
        if (only.Count > 0) return;
        services.AddSingleton<IHostedService>(provider => new Working(new StageAssessor(
            storage.Log, storage.ReadModels, TimeProvider.System, provider.GetRequiredService<ILogger<StageAssessor>>()).Run));
        services.AddSingleton<IHostedService>(provider => new Working(new Audit(
            storage.Log, storage.ReadModels, sources, provider.GetRequiredService<ILogger<Audit>>()).Run));
    }

    /// <summary>Nothing is recorded but what the first start records itself.</summary>
    private static async Task<bool> IsWithoutCustomers(Storage storage, CancellationToken ct)
    {
        await foreach (var page in storage.Log.ReadAll(LogPosition.Start, ct))
            return page.All(fact => fact.Stream.Category is "user" or "token" or "organisation");
        return true;
    }

    private static void Greet(string urls, string? adminToken)
    {
        var url = urls.Split(';')[0].TrimEnd('/');
        var token = adminToken is null ? "A first token comes from crm token add --user NAME --role admin."
            : $"""
            The administrator's token is in {adminToken}. A report to begin with:

              curl -s -H "Authorization: Bearer $(cat {adminToken})" "{url}/api/reports/stage-history?view=states"
            """;
        Console.WriteLine($"""

            EventSourcedCrm listens on {url}; try it in a browser at {url}/docs
            {token}

            Ctrl-C stops it; nothing is lost.

            """);
    }

    private sealed class Working(Func<CancellationToken, Task> work) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => work(stoppingToken), stoppingToken);
    }
}
