using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;
using Npgsql;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>What people asked about the builds of one projection, and how the engine obeys: what was asked for exists, what was given up does not.</summary>
internal sealed class Requests(ProjectionSource source, IEventLog log, NpgsqlDataSource database, TimeProvider clock)
{
    private const string Name = "engine";

    public StreamName Stream { get; } = BuildStreams.StreamOf(source.Name);

    /// <summary>Brings <c>control.build</c> to what was asked. Its caller holds the projection's lease.</summary>
    public async Task Obey(BuildSettings settings, CancellationToken ct)
    {
        var (asked, _) = await BuildStreams.Read(log, source.Name, ct);
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
        var (asked, expected) = await BuildStreams.Read(log, source.Name, ct);
        var facts = builds.SelectMany(build => Builds.Decide(new BuildCommand.Retire(build, reason), asked).Facts)
            .Select(fact => new NewFact(Guid.NewGuid(), fact, Metadata())).ToList();
        if (facts.Count == 0) return;
        try
        {
            await log.Append(Stream, expected, facts, ct);
        }
        catch (WrongExpectedRevisionException)
        {
        }
    }

    private async Task Ensure(AskedBuild asked, Build? known, BuildSettings settings, NpgsqlConnection connection, CancellationToken ct)
    {
        // One that answers, or answered until just now, is still being read: it is let go when another has taken its place.
        if (known is null || (known.State is not (BuildState.Live or BuildState.Former) && !source.CanAdvance(known)))
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

    private FactMetadata Metadata() => new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = clock.GetUtcNow(),
        Actor = new(ActorKind.Automation, Name),
        RecordedBy = new(RecorderKind.Automation, Name),
    };
}
