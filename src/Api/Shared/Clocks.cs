using EventSourcedCrm.Api.Builds;
using EventSourcedCrm.EventLog;
using NodaTime;

namespace EventSourcedCrm.Api.Shared;

/// <summary>A question that may be asked of the past, on either clock or both; a date means the start of its day in the organisation's zone.</summary>
public interface IOnTwoClocks
{
    /// <summary>Only what happened up to this instant counts; now, where only knownAt is said.</summary>
    Moment? AsOf { get; }

    /// <summary>Only what was recorded up to here counts: a position in the log, or an instant.</summary>
    KnownAt? KnownAt { get; }
}

/// <summary>Which facts count: those that happened by an instant and were recorded up to a position.</summary>
public sealed record Cut(DateTimeOffset AsOf, LogPosition Until)
{
    /// <summary>The position's first part, as columns have it.</summary>
    public long Commit => (long)Until.Commit;

    /// <summary>Its second part.</summary>
    public long Prepare => (long)Until.Prepare;

    public bool Counts(Recorded fact) => fact.HappenedAt <= AsOf && fact.Position <= Until;
}

/// <summary>Reads the two clocks of a question, the same way for reports, cards and histories.</summary>
public sealed class Clocks(ReadModels models, FrozenBuilds frozen, Organisation organisation)
{
    /// <summary>The live build, once it has read all that the question knows, and which facts count; no cut where neither clock is named.</summary>
    /// <param name="projection">What is read.</param>
    /// <param name="request">The question.</param>
    /// <param name="context">What surrounds it.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="build">The build that an earlier page was read from.</param>
    /// <param name="asOf">The instant that an earlier page was shown as of.</param>
    /// <exception cref="RejectedException">A clock is set to the future, or the build has not come so far in time.</exception>
    public async Task<(Snapshot Snapshot, Cut? Cut)> Open(
        string projection, IOnTwoClocks request, QueryContext context, CancellationToken ct, string? build = null, DateTimeOffset? asOf = null)
    {
        if (request is { AsOf: null, KnownAt: null }) return (await models.Open(projection, context.ReadAfter, ct, build), null);
        var instant = asOf ?? AsOf(request.AsOf, await organisation.Zone(ct), context.Now);
        LogPosition? known = request.KnownAt is { } at ? await Known(at, ct) : null;
        var snapshot = await models.Open(projection, known > context.ReadAfter || context.ReadAfter is null ? known : context.ReadAfter, ct, build);
        return (snapshot, new(instant, known ?? snapshot.Build.Position));
    }

    /// <summary>The position up to which everything was recorded that counts.</summary>
    /// <exception cref="RejectedException">It lies beyond the log's head.</exception>
    public async Task<LogPosition> Known(KnownAt at, CancellationToken ct) => await frozen.Position(at, await organisation.Zone(ct), ct)
        ?? throw new RejectedException(Problem.Field("knownAt", "The log does not go as far yet."));

    /// <summary>The instant meant; now, where none is named.</summary>
    /// <exception cref="RejectedException">It is in the future.</exception>
    public static DateTimeOffset AsOf(Moment? asked, DateTimeZone zone, DateTimeOffset now)
    {
        var present = Moment.At(now).In(zone);
        var asOf = asked?.In(zone) ?? present;
        return asOf <= present ? asOf : throw new RejectedException(Problem.Field("asOf", "This is in the future: what will have happened by then is not known."));
    }
}
