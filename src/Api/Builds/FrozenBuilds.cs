using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Builds;
using EventSourcedCrm.Domain.Definitions;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.EventLog.Builds;
using EventSourcedCrm.EventLog.Definitions;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace EventSourcedCrm.Api.Builds;

/// <summary>The answers to "as known then": frozen builds, made in the background when first asked for.</summary>
public sealed class FrozenBuilds(IEventLog log, ReadModels models, KnownBuilds known, TimeProvider clock)
{
    /// <summary>The frozen build of the projection under the definition that ends at the position, if it is made; else it is being made.</summary>
    /// <exception cref="RejectedException">It cannot be made.</exception>
    public async Task<KnownBuild> At(string projection, DefinitionId definition, LogPosition until, Caller caller, CancellationToken ct)
    {
        if (!(await DefinitionBooks.Read(log, ct)).Knows(definition))
            throw new RejectedException(Problem.Field("definition", $"There is no definition {definition}."));
        while (true)
        {
            var same = (await known.Of(projection, ct)).Where(build => build.Until == until && build.OwnDefinition == definition.ToString() && build.State != "retired").ToList();
            if (same.Find(build => build.State == "frozen") is { } made) return made;
            if (same.Find(build => build.State == "building") is { } making) return making;
            if (same.Find(build => build.State == "faulted") is { } failed)
                throw new RejectedException(new(StatusCodes.Status409Conflict, "build-faulted", $"{failed.Name} has stopped: {failed.Error}"));
            if (await Ask(projection, definition, until, caller, ct) is { } asked) return asked;
        }
    }

    /// <summary>A position, or the last one recorded by an instant; null where it lies beyond the head, or in the future.</summary>
    public async Task<LogPosition?> Position(KnownAt at, NodaTime.DateTimeZone zone, CancellationToken ct)
    {
        if (at.Moment?.In(zone) is { } instant) return instant <= clock.GetUtcNow() ? await LastRecordedBy(instant, ct) : null;
        return at.Position <= await log.Head(ct) ? at.Position : null;
    }

    private async Task<LogPosition> LastRecordedBy(DateTimeOffset instant, CancellationToken ct)
    {
        if (await log.LastRecordedBy(instant, ct) is { } position) return position;
        return await LastLeafBy(instant, null, ct) ?? await LastLeafBy(instant, await log.Head(ct), ct) ?? LogPosition.Start;
    }

    /// <summary>A log that cannot tell has a projection of its leaves, whose clock may step back a little: knownAt goes by its running maximum.</summary>
    /// <returns>Null where there is none; or, no head named, where no later leaf makes certain that none is still to come.</returns>
    private async Task<LogPosition?> LastLeafBy(DateTimeOffset instant, LogPosition? head, CancellationToken ct)
    {
        await using var leaves = await models.Open("log_leaves", head, ct);
        var first = await leaves.Query<Place>("""
            select commit_position as commit, prepare_position as prepare from log_leaf where recorded_at > @Instant order by commit_position, prepare_position limit 1
            """, new { Instant = instant }, ct);
        if (first is [] && head is null) return null;
        var last = await leaves.Query<Place>("""
            select commit_position as commit, prepare_position as prepare from log_leaf
            where @Commit::bigint is null or (commit_position, prepare_position) < (@Commit, @Prepare)
            order by commit_position desc, prepare_position desc limit 1
            """, new { Commit = first.FirstOrDefault()?.Commit, Prepare = first.FirstOrDefault()?.Prepare }, ct);
        return last is [var place] ? new((ulong)place.Commit, (ulong)place.Prepare) : null;
    }

    /// <summary>Null where others asked about builds at the same moment.</summary>
    private async Task<KnownBuild?> Ask(string projection, DefinitionId definition, LogPosition until, Caller caller, CancellationToken ct)
    {
        var (asked, expected) = await BuildStreams.Read(log, projection, ct);
        var standing = asked.Standing.Find(build => build.Request.Until == until.ToString() && build.Request.Definition == definition);
        var request = standing?.Request ?? (BuildRequested)Domain.Builds.Builds.Decide(
            new BuildCommand.Request(projection, definition, until.ToString(), null, OnDemand: true, "asked for as known then"), asked).Facts[0];
        try
        {
            if (standing is null) await log.Append(BuildStreams.StreamOf(projection), expected, [new(Guid.NewGuid(), request, Metadata(caller))], ct);
        }
        catch (WrongExpectedRevisionException)
        {
            return null;
        }
        return KnownBuild.NotBegun(projection, request, clock.GetUtcNow());
    }

    private FactMetadata Metadata(Caller caller) => new()
    {
        CorrelationId = Guid.NewGuid(),
        HappenedAt = clock.GetUtcNow(),
        Actor = Actor.Person(caller.User),
        RecordedBy = caller.Recorder,
    };

    private sealed record Place(long Commit, long Prepare);
}
