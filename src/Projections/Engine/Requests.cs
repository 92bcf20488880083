using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What people asked about the builds of one projection, and how the engine obeys: what was asked for exists, what was given up does not.</summary>
internal sealed class Requests(ProjectionSource source, IEventLog log, NpgsqlDataSource database)
{
    private const string Name = "engine";

    public StreamName Stream { get; } = new($"{Builds.Category}-{source.Name}");

    /// <summary>Brings <c>control.build</c> to what was asked. Its caller holds the projection's lease.</summary>
    public async Task Obey(BuildSettings settings, CancellationToken ct)
    {
        var (asked, _) = await Read(ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        var known = (await Control.Builds(connection, source.Name, ct)).ToDictionary(known => known.Build.Name, known => known.Build);
        foreach (var build in known.Values.Where(build => asked.Retired.Contains(build.Name) && build.State is not (BuildState.Retired or BuildState.Live)))
            await Control.Retire(connection, build.Name, ct);
        foreach (var build in asked.Standing) await Ensure(build, known.GetValueOrDefault(build.Name), settings, connection, ct);
        foreach (var name in asked.Published.Where(name => known.GetValueOrDefault(name) is { State: BuildState.Candidate, Publish: false } build && source.IsCurrent(build, settings)))
            await Control.MayPublish(connection, name, ct);
    }

    /// <summary>Gives up builds by policy. Where others ask about builds at the same moment, it is done another time.</summary>
    public async Task GiveUp(IReadOnlyList<string> builds, string reason, CancellationToken ct)
    {
        var (asked, revision) = await Read(ct);
        var facts = builds.SelectMany(build => Builds.Decide(new BuildCommand.Retire(build, reason), asked).Facts)
            .Select(fact => new NewFact(Guid.NewGuid(), fact, Metadata())).ToList();
        if (facts.Count == 0) return;
        try
        {
            await log.Append(Stream, revision < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(revision), facts, ct);
        }
        catch (WrongExpectedRevisionException)
        {
        }
    }

    private async Task Ensure(AskedBuild asked, Build? known, BuildSettings settings, NpgsqlConnection connection, CancellationToken ct)
    {
        if (known is null || (known.State != BuildState.Live && !source.CanAdvance(known)))
        {
            await Control.Begin(connection, await Row(asked, settings with { Chosen = asked.Request.Definition }, ct), ct);
            if (asked.Request.Definition is { } definition && !settings.Definitions.Knows(definition))
                await Control.SetState(connection, asked.Name, BuildState.Faulted, $"There is no definition {definition}.", ct);
        }
        else if (known.State == BuildState.Building && known.IsPaused != asked.IsPaused)
            await Control.Pause(connection, asked.Name, asked.IsPaused, ct);
    }

    private async Task<Build> Row(AskedBuild asked, BuildSettings settings, CancellationToken ct)
    {
        LogPosition? until = LogPosition.TryParse(asked.Request.Until, out var given) ? given : null;
        var zone = until is null ? settings.Zone : await OrganisationZone.Read(log, until, ct);
        var definition = asked.Request.Definition is { } chosen && !settings.Definitions.Knows(chosen) ? chosen.ToString() : source.DefinitionUnder(settings);
        return new(asked.Name, source.Name, source.Version, source.Shape, definition, zone, settings.TzVersion, BuildState.Building, Publish: false, null)
        {
            Until = until,
            OnDemand = asked.Request.OnDemand,
            IsPaused = asked.IsPaused,
            FactsPerSecond = asked.Request.FactsPerSecond,
        };
    }

    /// <summary>What was said about parked facts: which ones are left out and why, and where in the log it was last asked to try those of a key again.</summary>
    public async Task<(IReadOnlyDictionary<string, string> Skipped, IReadOnlyDictionary<string, LogPosition> Retried)> OfParked(CancellationToken ct)
    {
        var asked = Builds.Initial;
        Dictionary<string, LogPosition> retried = [];
        await foreach (var recorded in log.ReadStream(Stream, 0, ct))
        {
            if (recorded.Fact is BuildFact fact) asked = Builds.Evolve(asked, fact);
            if (recorded.Fact is ParkedFactsRetried retry) retried[retry.Key] = recorded.Position;
        }
        return (asked.Skipped, retried);
    }

    private async Task<(Builds Asked, long Revision)> Read(CancellationToken ct)
    {
        var (asked, revision) = (Builds.Initial, -1L);
        await foreach (var recorded in log.ReadStream(Stream, 0, ct))
            (asked, revision) = (recorded.Fact is BuildFact fact ? Builds.Evolve(asked, fact) : asked, recorded.Revision);
        return (asked, revision);
    }

    private static FactMetadata Metadata() => new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = DateTimeOffset.UtcNow,
        Actor = new(ActorKind.Automation, Name),
        RecordedBy = new(RecorderKind.Automation, Name),
    };
}
