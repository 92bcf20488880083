using System.Diagnostics;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.Domain.Organisations;
using EventSourcedCrm.EventLog;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// Advances the builds of one projection, all together, while it holds the projection's lease; stands by while another process does.
/// It has the builds made that people ask for, and the one that has to be live: under the published definition, by this code.
/// </summary>
public sealed class Worker(ProjectionSource source, Workplace workplace)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BuildsAreReadEvery = TimeSpan.FromMilliseconds(500);
    private readonly NpgsqlDataSource _database = workplace.Database;
    private readonly ILogger _logger = workplace.Logger;
    private readonly Advance _advance = new(workplace.Database);
    private readonly Requests _requests = new(source, workplace.Log, workplace.Database, workplace.Clock);
    private readonly Unparking _unparking = new(workplace.Log, workplace.Database);
    private readonly BuildMakers _makers = new(source, workplace);
    private List<Folding> _builds = [];
    private BuildSettings _settings = BuildSettings.Default;
    private long _buildsReadAt;

    public ProjectionSource Source => source;

    /// <summary>Runs until cancelled; after a fault it begins again from what is committed.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var lease = await Lease.TryTake(_database, source.Name, ct);
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
                _logger.LogError("Projection {Projection} has stopped: {Fault}", source.Name, fault.Message);
                await MarkFaulted(fault, ct);
                if (fault.Build is null or { State: BuildState.Live }) return;
            }
            catch (Exception error)
            {
                _logger.LogWarning("Projection {Projection} begins again from its checkpoint: {Error}", source.Name, error.Message);
            }
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Work(CancellationToken ct)
    {
        // What is held may be behind: another worker had the lease meanwhile, or a commit went through whose answer was lost.
        _builds = [];
        await DropFaulted(ct);
        await LookAtWishes(ct);
        using var reader = workplace.Feed.Join();
        while (true)
        {
            if (await Next(reader, ct) is not { } page) continue;
            await workplace.Turns.Take(() => _advance.By(page, _builds, CutOverIn(page), ct), ct);
            if (page.Facts.Any(Bears)) await LookAtWishes(ct);
        }
    }

    /// <summary>Waits for facts, and looks from time to time whether builds have joined or gone. Null while there is nothing to advance.</summary>
    private async Task<FactPage?> Next(FeedReader reader, CancellationToken ct)
    {
        if (_builds.Count == 0)
        {
            await Task.WhenAny(_makers.Any(), Task.Delay(BuildsAreReadEvery, ct));
            await LookAtWishes(ct);
            return null;
        }
        var next = reader.After(_builds[0].Checkpoint.Position, ct);
        while (true)
        {
            var left = BuildsAreReadEvery - Stopwatch.GetElapsedTime(_buildsReadAt);
            var made = _makers.Any();
            if (left <= TimeSpan.Zero || made.IsCompleted)
            {
                await ReadBuilds(ct);
                if (_builds.Count == 0) return null;
            }
            else if (next.IsCompleted || await Task.WhenAny(next, made, Task.Delay(left, ct)) == next) return await next;
        }
    }

    /// <summary>The build that answers from this page on, where the page publishes a definition whose build has come as far.</summary>
    private Build? CutOverIn(FactPage page)
    {
        if (source.Report is not { } report || page.Facts.LastOrDefault(IsCutOver) is not { Fact: DefinitionFact cutOver }) return null;
        var settings = _settings with { Chosen = new(report, cutOver.Version) };
        if (!settings.Definitions.Knows(settings.Chosen.Value)) return null;
        var level = _builds.Select(build => build.Build).Where(build => source.IsCurrent(build, settings)).ToList();
        return level.Find(build => build.Name == (cutOver as DefinitionPublished)?.Build) ?? level.FirstOrDefault();
    }

    /// <summary>The fact changes which builds there are to be.</summary>
    private bool Bears(Recorded fact) => fact.Fact is OrganisationFact || fact.Stream == _requests.Stream || IsOfReport(fact);

    private bool IsOfReport(Recorded fact) => fact.Fact is DefinitionFact && source.Report is { } report && fact.Stream == EventLog.Definitions.DefinitionBooks.StreamOf(report);

    private bool IsCutOver(Recorded fact) => fact.Fact is DefinitionPublished or DefinitionRolledBack && IsOfReport(fact);

    /// <summary>A build that failed is made again by whoever begins; one that people asked for waits for them.</summary>
    private async Task DropFaulted(CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        foreach (var (build, _) in await Control.Builds(connection, source.Name, ct))
            if (build.State == BuildState.Faulted && !build.WasAskedFor) await Control.Drop(connection, build.Name, ct);
    }

    /// <summary>What people asked for exists, and what the published definition, the zone and this code want to be live is live, or is being made.</summary>
    private async Task LookAtWishes(CancellationToken ct)
    {
        _settings = await workplace.Settings(ct);
        await _requests.Obey(_settings, ct);
        await EnsureLive(ct);
        await ReadBuilds(ct);
        await Unpark(ct);
    }

    /// <summary>Tries again, and leaves out, the parked facts of which people said so.</summary>
    private async Task Unpark(CancellationToken ct)
    {
        foreach (var build in _builds) await _unparking.Obey(build, ct);
    }

    private async Task EnsureLive(CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        var known = (await Control.Builds(connection, source.Name, ct)).Select(known => known.Build).ToList();
        var live = known.Find(build => build.State == BuildState.Live);
        if (live is not null && source.IsCurrent(live, _settings)) return;

        // Whoever published a definition has given the word; new code or a new zone may have to wait for one.
        var wanted = source.DefinitionUnder(_settings);
        var publish = live is null || live.Definition != wanted || workplace.Policy.PublishesItself;
        if (known.Find(build => IsAdvanced(build) && source.IsCurrent(build, _settings)) is { } level)
        {
            if (publish) await Control.MayPublish(connection, level.Name, ct);
        }
        else if (!known.Exists(build => build is { State: BuildState.Building, WasAskedFor: false } && source.IsCurrent(build, _settings)))
        {
            _logger.LogInformation("Building {Projection}", wanted.Length == 0 ? source.Name : $"{source.Name} under {wanted} in zone {_settings.Zone}");
            await Control.Add(connection, source.Create(_settings), wanted, _settings, publish, ct);
        }
    }

    /// <summary>Takes in what is made, publishes what waits for it once it is level, drops what was replaced, and has made what is to be made.</summary>
    private async Task ReadBuilds(CancellationToken ct)
    {
        await using var connection = await _database.OpenConnectionAsync(ct);
        var known = await Control.Builds(connection, source.Name, ct);
        await LetGo(known.Select(known => known.Build), connection, ct);
        List<Folding> builds = [];
        foreach (var (build, checkpoint) in known.Where(known => IsAdvanced(known.Build)))
            builds.Add(_builds.Find(folding => folding.Build == build) ?? await TakeUp(build, checkpoint, connection, ct));
        await BringLevel(builds, ct);
        var hasNew = builds.Exists(build => !_builds.Contains(build));
        _builds = builds;
        if (hasNew) await Unpark(ct);
        await _makers.Begin(known.Select(known => known.Build), _settings.Definitions, ct);
        _buildsReadAt = Stopwatch.GetTimestamp();
        if (builds.Select(build => build.Build).LastOrDefault(build => build.Publish && source.IsCurrent(build, _settings)) is not { } next) return;
        await Control.Publish(connection, next, ct);
        await LookAtWishes(ct);
    }

    private bool IsAdvanced(Build build) => build.State is BuildState.Live or BuildState.Candidate or BuildState.Former && source.CanAdvance(build);

    /// <summary>
    /// Former builds that go by policy, or that this code cannot advance once no reader can still be in them; what was begun to be
    /// published and is no longer wanted; and frozen ones beyond the number kept.
    /// </summary>
    private async Task LetGo(IEnumerable<Build> known, NpgsqlConnection connection, CancellationToken ct)
    {
        var builds = known.ToList();
        var former = builds.Exists(build => build.State == BuildState.Former) ? await Control.FormerSince(connection, source.Name, ct) : new Dictionary<string, TimeSpan>();
        var old = builds.Where(build => former.TryGetValue(build.Name, out var since) && since > (source.CanAdvance(build) ? workplace.Policy.KeepFormer : TimeSpan.FromMinutes(1)));
        var outdated = builds.Where(build => build is { State: BuildState.Building or BuildState.Candidate, Publish: true, WasAskedFor: false } && !source.IsCurrent(build, _settings));
        var surplus = builds.Where(build => build is { State: BuildState.Frozen, OnDemand: true }).Reverse().Skip(workplace.Policy.MostOnDemand);
        var gone = old.Concat(outdated).Concat(surplus).ToLookup(build => build.WasAskedFor, build => build.Name);
        foreach (var build in gone[false]) await Control.Drop(connection, build, ct);
        if (!gone[true].Any()) return;
        await _requests.GiveUp([.. gone[true]], "kept long enough", ct);
        foreach (var build in gone[true]) await Control.Retire(connection, build, ct);
    }

    private async Task<Folding> TakeUp(Build build, Checkpoint checkpoint, NpgsqlConnection connection, CancellationToken ct) =>
        new(build, source.Create(source.SettingsOf(build, _settings.Definitions)), checkpoint, await Control.ParkedKeys(connection, build.Name, ct));

    /// <summary>Brings all builds to the position of the foremost.</summary>
    private async Task BringLevel(List<Folding> builds, CancellationToken ct)
    {
        if (builds.Count < 2) return;
        var foremost = builds.Max(build => build.Checkpoint.Position);
        foreach (var build in builds.Where(build => build.Checkpoint.Position < foremost))
            await _advance.To(foremost, build, workplace.Log, ct);
    }

    /// <summary>Tries until it is told: a projection that has stopped and looks as if it worked would be believed.</summary>
    private async Task MarkFaulted(BuildFaultedException fault, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenConnectionAsync(ct);
                foreach (var build in fault.Build is { State: not BuildState.Live } one ? [one] : _builds.Select(build => build.Build))
                    await Control.SetState(connection, build.Name, BuildState.Faulted, fault.Message, ct);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException or TimeoutException)
            {
                _logger.LogWarning("Projection {Projection} has stopped, and that cannot be written down yet: {Error}", source.Name, error.Message);
            }
            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
