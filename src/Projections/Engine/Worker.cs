using System.Diagnostics;
using System.Threading.Channels;
using EventSourcedCrm.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Advances the builds of one projection, all together, while it holds the projection's lease; stands by while another
/// process does. Builds the projection first where no build of this code is live.
/// </summary>
public sealed class Worker(ProjectionSource source, IEventLog log, NpgsqlDataSource database, Func<CancellationToken, Task<BuildSettings>> settings, ILogger logger)
{
    private const int MostFactsAtOnce = 5_000;
    private static readonly TimeSpan BuildsAreReadEvery = TimeSpan.FromMilliseconds(500);
    private readonly Advance _advance = new(database);
    private List<Folding> _builds = [];
    private long _buildsReadAt;

    public ProjectionSource Source => source;

    /// <summary>Runs until cancelled; after a fault it begins again from what is committed.</summary>
    public async Task Run(CancellationToken ct)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryTake(database, source.Name, ct);
                if (lease is not null)
                {
                    using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, lease.Lost);
                    await Work(both.Token);
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
            await Task.Delay(pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Work(CancellationToken ct)
    {
        // What is held may be behind: another worker had the lease meanwhile, or a commit went through whose answer was lost.
        _builds = [];
        await ReadBuilds(ct);
        await DropLeftovers(ct);
        var channel = Channel.CreateBounded<IReadOnlyList<Recorded>>(4);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var pump = Pump(channel.Writer, _builds.Min(build => build.Checkpoint.Position), stopped.Token);
        try
        {
            while (await HasMore(channel.Reader, ct))
            {
                if (Stopwatch.GetElapsedTime(_buildsReadAt) > BuildsAreReadEvery) await ReadBuilds(ct);
                List<Recorded> facts = [];
                while (facts.Count < MostFactsAtOnce && channel.Reader.TryRead(out var page)) facts.AddRange(page);
                await _advance.By(facts, _builds, ct);
            }
        }
        finally
        {
            await stopped.CancelAsync();
            await pump;
        }
    }

    /// <summary>Waits for facts, and looks from time to time whether builds have joined or gone.</summary>
    private async Task<bool> HasMore(ChannelReader<IReadOnlyList<Recorded>> facts, CancellationToken ct)
    {
        var waiting = facts.WaitToReadAsync(ct).AsTask();
        while (await Task.WhenAny(waiting, Task.Delay(BuildsAreReadEvery, ct)) != waiting)
            if (!ct.IsCancellationRequested) await ReadBuilds(ct);
        return await waiting;
    }

    private async Task Pump(ChannelWriter<IReadOnlyList<Recorded>> pages, LogPosition after, CancellationToken ct)
    {
        try
        {
            await foreach (var message in log.Subscribe(after, ct))
                if (message is LogMessage.Page page) await pages.WriteAsync(page.Facts, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            pages.Complete(error);
        }
    }

    /// <summary>Builds that stopped, or whose builder went with the worker before this one.</summary>
    private async Task DropLeftovers(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = await Control.Builds(connection, source.Name, ct);
        foreach (var (build, _) in known.Where(known => known.Build.State is BuildState.Building or BuildState.Faulted)) await Control.Drop(connection, build.Name, ct);
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
    }

    /// <summary>Takes in candidates, publishes those that wait for it once they are level, and drops what was replaced.</summary>
    private async Task ReadBuilds(CancellationToken ct)
    {
        _buildsReadAt = Stopwatch.GetTimestamp();
        await EnsureLive(ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = await Control.Builds(connection, source.Name, ct);
        foreach (var build in await Control.Droppable(connection, source.Name, ct)) await Control.Drop(connection, build, ct);
        List<Folding> builds = [];
        foreach (var (build, checkpoint) in known.Where(known => known.Build.State is BuildState.Live or BuildState.Candidate))
            builds.Add(_builds.Find(folding => folding.Build.Name == build.Name) ?? await Join(build, checkpoint, connection, ct));
        await Level(builds, ct);
        _builds = builds;
        var next = known.Select(known => known.Build).LastOrDefault(build => build is { State: BuildState.Candidate, Publish: true });
        if (next is not null) await Control.Publish(connection, next, ct);
    }

    private async Task<Folding> Join(Build build, Checkpoint checkpoint, NpgsqlConnection connection, CancellationToken ct) =>
        new(build, source.Create(new(build.Zone)), checkpoint, await Control.ParkedKeys(connection, build.Name, ct));

    /// <summary>Brings all builds to the position of the foremost.</summary>
    private async Task Level(List<Folding> builds, CancellationToken ct)
    {
        var foremost = builds.Max(build => build.Checkpoint.Position);
        foreach (var build in builds.Where(build => build.Checkpoint.Position < foremost))
            await _advance.To(foremost, build, log, ct);
    }

    private async Task MarkFaulted(BuildFaultedException fault, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        foreach (var build in _builds) await Control.SetState(connection, build.Build.Name, BuildState.Faulted, fault.Message, ct);
    }
}
