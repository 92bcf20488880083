using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine.Tables;

namespace EventSourcedCrm.Projections.Engine.Proof;

/// <summary>What was compared of one table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">How many follow from the log.</param>
/// <param name="Differences">Rows that are other ones, missing or too many.</param>
/// <param name="Hash">SHA-256 over the rows that follow from the log: see <see cref="Comparison"/>.</param>
public sealed record TableProof(string Table, long Rows, long Differences, string Hash);

/// <summary>The outcome of one verification of one build: at this position it held these rows, or differed in so many.</summary>
public sealed record Certificate(Build Build, Checkpoint Checkpoint, IReadOnlyList<TableProof> Tables, IReadOnlyList<Difference> Named, long Mended)
{
    /// <summary>Rows mended at once.</summary>
    public const int MostMended = 100_000;

    public LogPosition Position => Checkpoint.Position;

    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>Rows that differ, and what is wrong with the build's own account.</summary>
    public long Differences => Tables.Sum(table => table.Differences) + Named.Count(IsOfTheAccount);

    /// <summary>
    /// Rows differ, and the build's own account of what it has read does not: a build that read something else is rebuilt, not mended. So is
    /// one of which so much differs that its worker would wait long.
    /// </summary>
    public bool IsMendable => Tables.Sum(table => table.Differences) is > 0 and <= MostMended && !Named.Any(IsOfTheAccount);

    public long Standing => Math.Max(0, Differences - Mended);

    /// <summary>What to do about what stands; null where nothing does, or the differences say it themselves.</summary>
    public string? Advice => this switch
    {
        { Standing: 0 } => null,
        { IsMendable: true } => $"Mend the rows: crm verify {Build.Projection} --repair.",
        _ when Named.Any(IsOfTheAccount) => null,
        _ => $"So many rows are not mended one by one. Rebuild it: crm projections rebuild {Build.Projection}.",
    };

    internal bool Differs(Layout layout) => Tables.Any(table => table.Table == layout.Table && table.Differences > 0);

    private static bool IsOfTheAccount(Difference difference) => difference.Kind is DifferenceKind.Parked or DifferenceKind.Ledger or DifferenceKind.Shape;
}
