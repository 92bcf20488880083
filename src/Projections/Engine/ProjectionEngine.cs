using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Keeps every projection current: builds what has no build of this code in one scan of the log, then one worker each.</summary>
public sealed class ProjectionEngine(IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources, ILogger<ProjectionEngine> logger)
{
    private static readonly StreamName Organisation = new("organisation");

    /// <summary>A data source for workers: a process that freezes inside a transaction loses it within seconds.</summary>
    public static NpgsqlDataSource Source(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 200,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Options = "-c idle_in_transaction_session_timeout=8000",
    });

    /// <summary>Runs until cancelled.</summary>
    public async Task Run(CancellationToken ct)
    {
        try
        {
            await BuildMissing(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception error)
        {
            logger.LogWarning("Each projection is built by its own worker, since building them together failed: {Error}", error.Message);
        }
        await Work(ct);
    }

    /// <summary>Builds the projections anew beside the live ones, which are replaced once the new ones are level with them.</summary>
    public async Task<IReadOnlyList<Build>> Rebuild(IReadOnlyList<ProjectionSource> chosen, IProgress<long>? progress, CancellationToken ct) =>
        await new Builder(log, database) { Progress = progress }.Build(chosen, await Settings(ct), publish: true, ct);

    /// <summary>Waits until the workers have published the builds; works itself for projections that no other process works for.</summary>
    public async Task RunUntilPublished(IReadOnlyList<Build> builds, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var work = Work(enough.Token);
        while (!await AreLive(builds, ct)) await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        await enough.CancelAsync();
        await work;
    }

    /// <summary>What builds are folded under at present.</summary>
    public async Task<BuildSettings> Settings(CancellationToken ct)
    {
        var settings = BuildSettings.Default with { Definitions = await DefinitionBooks.Read(log, ct) };
        await foreach (var recorded in log.ReadStream(Organisation, 0, ct))
            settings = recorded.Fact switch
            {
                OrganisationEstablished f => settings with { Zone = f.Zone },
                OrganisationZoneChanged f => settings with { Zone = f.Zone },
                _ => settings,
            };
        return settings;
    }

    private async Task Work(CancellationToken ct)
    {
        await using var feed = new Feed(log);
        await Task.WhenAll(sources.Select(source => new Worker(source, log, feed, database, Settings, logger).Run(ct)));
    }

    private async Task<bool> AreLive(IReadOnlyList<Build> builds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = (await Control.Builds(connection, null, ct)).ToDictionary(k => k.Build.Name, k => k.Build);
        foreach (var build in builds)
            if (!known.TryGetValue(build.Name, out var now) || now.State is BuildState.Faulted or BuildState.Retired)
                throw new BuildFaultedException($"{build.Name} was given up: {now?.Error ?? "another build replaced it"}.");
        return builds.All(build => known[build.Name].State == BuildState.Live);
    }

    private async Task BuildMissing(CancellationToken ct)
    {
        List<(ProjectionSource Source, Lease Lease)> held = [];
        try
        {
            var settings = await Settings(ct);
            await using var connection = await database.OpenConnectionAsync(ct);
            foreach (var source in sources)
            {
                if (await Lease.TryTake(database, source.Name, ct) is { } lease) held.Add((source, lease));
            }
            var known = await Control.Builds(connection, null, ct);
            var missing = held.Select(pair => pair.Source)
                .Where(source => !known.Any(k => k.Build.State == BuildState.Live && k.Build.Projection == source.Name && source.IsCurrent(k.Build, settings)))
                .ToList();
            if (missing.Count == 0) return;
            logger.LogInformation("Building {Projections}", string.Join(", ", missing.Select(source => source.Name)));
            foreach (var build in await new Builder(log, database).Build(missing, settings, publish: true, ct))
                await Control.Publish(connection, build, ct);
        }
        finally
        {
            foreach (var (_, lease) in held) await lease.DisposeAsync();
        }
    }
}
