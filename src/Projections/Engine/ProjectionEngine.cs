using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Definitions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Keeps every projection current, with one worker each.</summary>
public sealed class ProjectionEngine(IEventLog log, NpgsqlDataSource database, IReadOnlyList<ProjectionSource> sources, ILogger<ProjectionEngine> logger)
{
    /// <summary>A data source for workers: a process that freezes inside a transaction loses it within seconds.</summary>
    public static NpgsqlDataSource Source(string connectionString) => NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
    {
        MaxAutoPrepare = 200,
        AutoPrepareMinUsages = 2,
        NoResetOnClose = true,
        Options = "-c idle_in_transaction_session_timeout=8000",
    });

    /// <summary>Which builds are published, kept and dropped by themselves.</summary>
    public BuildPolicy Policy { get; init; } = BuildPolicy.Default;

    /// <summary>Runs until cancelled.</summary>
    public async Task Run(CancellationToken ct)
    {
        await using var feed = new Feed(log);
        var workplace = new Workplace(log, database, feed, new(log, database, ct), Turns.OnHalfOfTheProcessors(), Policy, Settings, TimeProvider.System, logger);
        await Task.WhenAll(sources.Select(source => new Worker(source, workplace).Run(ct)));
    }

    /// <summary>Builds the projections anew beside the live ones, which are replaced once the new ones are level with them.</summary>
    public async Task<IReadOnlyList<Build>> Rebuild(IReadOnlyList<ProjectionSource> chosen, IProgress<long>? progress, CancellationToken ct) =>
        await new Builder(log, database) { Progress = progress }.Build(chosen, await Settings(ct), publish: true, ct);

    /// <summary>Waits until the workers have published the builds; works itself for projections that no other process works for.</summary>
    public Task RunUntilPublished(IReadOnlyList<Build> builds, CancellationToken ct) => RunUntil(() => AreLive(builds, ct), ct);

    /// <summary>Works for projections that no other process works for, until it holds.</summary>
    public async Task RunUntil(Func<Task<bool>> holds, CancellationToken ct)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var work = Run(enough.Token);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        await enough.CancelAsync();
        await work;
    }

    /// <summary>What builds are folded under at present.</summary>
    public async Task<BuildSettings> Settings(CancellationToken ct) => new(await OrganisationZone.Read(log, null, ct), await DefinitionBooks.Read(log, ct));

    private async Task<bool> AreLive(IReadOnlyList<Build> builds, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = (await Control.Builds(connection, null, ct)).ToDictionary(k => k.Build.Name, k => k.Build);
        foreach (var build in builds)
            if (!known.TryGetValue(build.Name, out var now) || now.State is BuildState.Faulted or BuildState.Retired)
                throw new BuildFaultedException($"{build.Name} was given up: {now?.Error ?? "another build replaced it"}.");
        return builds.All(build => known[build.Name].State == BuildState.Live);
    }
}
