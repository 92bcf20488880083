using System.Globalization;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>How what a build holds differs from what follows from the log.</summary>
public enum DifferenceKind
{
    /// <summary>A column has another value.</summary>
    Changed,

    /// <summary>A row is not there.</summary>
    Missing,

    /// <summary>A row is there that should not be.</summary>
    TooMany,

    /// <summary>A personal value can still be read although its key was destroyed.</summary>
    Readable,

    /// <summary>A fact is parked that can be applied, or is applied where it cannot.</summary>
    Parked,

    /// <summary>The build's account of what it has read is not the log's.</summary>
    Ledger,

    /// <summary>A table is not there, or has other columns.</summary>
    Shape,
}

/// <summary>The fact after which a row has been what it should be.</summary>
public sealed record Since(LogPosition Position, string Type, string Stream, DateTimeOffset HappenedAt, DateTimeOffset RecordedAt)
{
    internal static Since Of(Recorded fact) => new(fact.Position, fact.Type, fact.Stream.Value, fact.HappenedAt, fact.RecordedAt);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Position} ({Type} of {Stream}, happened {HappenedAt:yyyy-MM-dd HH:mm:ss}Z, recorded {RecordedAt:yyyy-MM-dd HH:mm:ss}Z)");
}

/// <summary>One place where a build is not what follows from the log.</summary>
/// <param name="Build">The build.</param>
/// <param name="Table">The table in its schema.</param>
/// <param name="Place">The row's key as far as it cannot be a personal value: what may be kept.</param>
/// <param name="Key">The row's whole key.</param>
/// <param name="Kind">How it differs.</param>
public sealed record Difference(string Build, string Table, string Place, string Key, DifferenceKind Kind)
{
    public string? Column { get; init; }

    /// <summary>The value there, as PostgreSQL writes it; not to be kept.</summary>
    public string? There { get; init; }

    /// <summary>The value expected; not to be kept.</summary>
    public string? Expected { get; init; }

    /// <summary>Null where no fact in the log has to do with it, or none was looked for.</summary>
    public Since? Since { get; init; }

    /// <summary>With the values, for the person who asked.</summary>
    public string Sentence => $"{Build}.{Table}, {Key}: {What(withValues: Kind != DifferenceKind.Readable)}";

    /// <summary>Without any value that could be a person's, to be kept and shown.</summary>
    public string SafeSentence => $"{Build}.{Table}, {Place}: {What(withValues: false)}";

    private string What(bool withValues) => Kind switch
    {
        DifferenceKind.Changed when withValues => $"{Column} is {Shown(There)} and should be {Shown(Expected)}{After}.",
        DifferenceKind.Changed => $"{Column} has another value than it should have{After}.",
        DifferenceKind.Missing => $"the row is missing; it should be there{After}.",
        DifferenceKind.TooMany when Since is null => "the row should not be there; no fact ever made it.",
        DifferenceKind.TooMany => $"the row should not be there{After}.",
        DifferenceKind.Readable => $"{Column ?? "the row"} is still readable after the person was erased.",
        _ => $"{Expected}",
    };

    private string After => Since is null ? "" : $" since {Since}";

    private static string Shown(string? value) => value is null ? "empty" : $"\"{value}\"";
}
