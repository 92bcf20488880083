using EventSourcedCrm.Domain.Definitions;
using Microsoft.AspNetCore.Http;

namespace EventSourcedCrm.Api.Shared;

/// <summary>What every report may be asked beside its own filters. A date means the start of its day in the zone of the build.</summary>
public abstract record ReportRequest : QueryRequest<IResult>
{
    public const int DefaultLimit = 100;

    /// <summary>The period begins here, included; at the beginning of time where nothing is said.</summary>
    public Moment? From { get; init; }

    /// <summary>The period ends here, excluded; up to and including asOf where nothing is said.</summary>
    public Moment? To { get; init; }

    /// <summary>Only what happened up to this instant counts; now, where nothing is said.</summary>
    public Moment? AsOf { get; init; }

    /// <summary>The definition to answer under, as in stage/v2; the published one, where nothing is said. There must be a build under it.</summary>
    public DefinitionId? Definition { get; init; }

    /// <summary>The build to read, by its name.</summary>
    [Longest(100)]
    public string? Build { get; init; }

    /// <summary>Only what was recorded up to here counts: a position in the log, or an instant. The first time, a build is made for it.</summary>
    public KnownAt? KnownAt { get; init; }

    /// <summary>Whether customers archived at asOf are in the report, not only counted in its stamp.</summary>
    public bool IncludeArchived { get; init; }

    public Format Format { get; init; }

    [Between(1, 10_000)]
    public int Limit { get; init; } = DefaultLimit;

    [Longest(2000)]
    public string? Cursor { get; init; }

    /// <exception cref="RejectedException">It names something that does not exist, or cannot be asked.</exception>
    internal virtual Task Check(References references, CancellationToken ct) => Task.CompletedTask;

    /// <summary>What is asked for, whichever page it is and however it is written.</summary>
    internal object Filters => this with { Limit = DefaultLimit, Cursor = null, Format = Format.Json };

    /// <summary>The same with dates become the instants they mean, for the stamp.</summary>
    internal object Resolved(Period period) => this with
    {
        From = period.From is { } from ? Moment.At(from) : null,
        To = period.To is { } to ? Moment.At(to) : null,
        AsOf = Moment.At(period.AsOf),
    };
}

/// <summary>Which facts a report looks at: the period [From, To), and of what happened only what did so up to AsOf.</summary>
public sealed record Period(DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset AsOf)
{
    /// <summary>The first instant of the period.</summary>
    public DateTimeOffset Start => From ?? DateTimeOffset.MinValue;

    /// <summary>The last instant at which anything of the period can be looked at.</summary>
    public DateTimeOffset End => To < AsOf ? To.Value : AsOf;

    /// <summary>Everything earlier than this belongs to the period and has happened by AsOf. Instants are kept to the microsecond, so the next one ends AsOf.</summary>
    public DateTimeOffset Before => To <= AsOf ? To.Value : AsOf.AddMicroseconds(1);

    /// <exception cref="RejectedException">An instant that cannot be, or a period that ends before it begins.</exception>
    internal static Period Of(ReportRequest request, Build build, DateTimeOffset? cursorAsOf, DateTimeOffset now)
    {
        var zone = build.TimeZone;
        var period = new Period(request.From?.In(zone), request.To?.In(zone), cursorAsOf ?? Clocks.AsOf(request.AsOf, zone, now));
        if (period.From > period.To) throw new RejectedException(Problem.Field("to", "The period ends before it begins."));
        return period;
    }
}
