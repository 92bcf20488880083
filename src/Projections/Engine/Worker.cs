using System.Diagnostics;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Advances the builds of one projection, all together, while it holds the projection's lease; stands by while another
/// process does. Builds the projection first where no build of this code is live.
/// </summary>
public sealed class Worker(
    ProjectionSource source, IEventLog log, Feed feed, NpgsqlDataSource database, Func<CancellationToken, Task<BuildSettings>> settings, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BuildsAreReadEvery = TimeSpan.FromMilliseconds(500);
    private readonly Advance _advance = new(database);
    private List<Folding> _builds = [];
    private long _buildsReadAt;

    public ProjectionSource Source => source;

    /// <summary>Runs until cancelled; after a fault it begins again from what is committed.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryTake(database, source.Name, ct);
                if (lease is not null)
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
                    try
                    {
                        await Work(both.Token);
                    }
                    finally
                    {
                        await both.CancelAsync();
                    }
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (BuildFaultedException fault)
            {
                logger.LogError("Projection {Projection} has stopped: {Fault}", source.Name, fault.Message);
                await MarkFaulted(fault, ct);
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning("Projection {Projection} begins again from its checkpoint: {Error}", source.Name, error.Message);
            }
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Work(CancellationToken ct)
    {
        // What is held may be behind: another worker had the lease meanwhile, or a commit went through whose answer was lost.
        _builds = [];
        await DropLeftovers(ct);
        await EnsureLive(ct);
        await ReadBuilds(ct);
        while (true)
        {
            var page = await Next(ct);
            await _advance.By(page, _builds, ct);
            if (page.Facts.Any(fact => fact.Fact is OrganisationFact)) await EnsureLive(ct);
        }
    }

    /// <summary>Waits for facts, and looks from time to time whether builds have joined or gone.</summary>
    private async Task<FactPage> Next(CancellationToken ct)
    {
        var next = feed.After(_builds[0].Checkpoint.Position, ct);
        while (true)
        {
            var left = BuildsAreReadEvery - Stopwatch.GetElapsedTime(_buildsReadAt);
            if (left <= TimeSpan.Zero) await ReadBuilds(ct);
            else if (next.IsCompleted || await Task.WhenAny(next, Task.Delay(left, ct)) == next) return await next;
        }
    }

    /// <summary>Builds that stopped, or whose builder has gone; one that begins or ends just now is neither.</summary>
    private async Task DropLeftovers(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var before = await Control.Builds(connection, source.Name, ct);
        var led = await Lease.Held(connection, ct);
        foreach (var (build, _) in await Control.Builds(connection, source.Name, ct))
            if (build.State == BuildState.Faulted || (build.State == BuildState.Building && !led.Contains(build.Name) && before.Any(known => known.Build == build)))
                await Control.Drop(connection, build.Name, ct);
    }

    /// <summary>A build of this code under the organisation's present settings is live, or is made so.</summary>
    private async Task EnsureLive(CancellationToken ct)
    {
        var wanted = await settings(ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = await Control.Builds(connection, source.Name, ct);
        if (known.Any(known => known.Build.State == BuildState.Live && source.IsCurrent(known.Build, wanted))) return;
        logger.LogInformation("Building {Projection} in zone {Zone}", source.Name, wanted.Zone);
        var built = await new Builder(log, database).Build([source], wanted, publish: true, ct);
        await Control.Publish(connection, built[0], ct);
        _buildsReadAt = 0;
    }

    /// <summary>Takes in candidates, publishes those that wait for it once they are level, and drops what was replaced.</summary>
    private async Task ReadBuilds(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = await Control.Builds(connection, source.Name, ct);
        if (known.Any(known => known.Build.State == BuildState.Former))
            foreach (var build in await Control.Droppable(connection, source.Name, ct)) await Control.Drop(connection, build, ct);
        List<Folding> builds = [];
        foreach (var (build, checkpoint) in known.Where(known => known.Build.State is BuildState.Live or BuildState.Candidate))
            builds.Add(_builds.Find(folding => folding.Build.Name == build.Name) ?? await Join(build, checkpoint, connection, ct));
        await Level(builds, ct);
        _builds = builds;
        var next = known.Select(known => known.Build).LastOrDefault(build => build is { State: BuildState.Candidate, Publish: true });
        _buildsReadAt = Stopwatch.GetTimestamp();
        if (next is null) return;
        await Control.Publish(connection, next, ct);
        await EnsureLive(ct);
    }

    private async Task<Folding> Join(Build build, Checkpoint checkpoint, NpgsqlConnection connection, CancellationToken ct) =>
        new(build, source.Create(source.SettingsOf(build, (await settings(ct)).Definitions)), checkpoint, await Control.ParkedKeys(connection, build.Name, ct));

    /// <summary>Brings all builds to the position of the foremost.</summary>
    private async Task Level(List<Folding> builds, CancellationToken ct)
    {
        var foremost = builds.Max(build => build.Checkpoint.Position);
        foreach (var build in builds.Where(build => build.Checkpoint.Position < foremost))
            await _advance.To(foremost, build, log, ct);
    }

    /// <summary>Tries until it is told: a projection that has stopped and looks as if it worked would be believed.</summary>
    private async Task MarkFaulted(BuildFaultedException fault, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                foreach (var build in _builds) await Control.SetState(connection, build.Build.Name, BuildState.Faulted, fault.Message, ct);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                logger.LogWarning("Projection {Projection} has stopped, and that cannot be written down yet: {Error}", source.Name, error.Message);
            }
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
