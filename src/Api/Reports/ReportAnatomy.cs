using Dapper;
using EventSourcedCrm.Api.Shared;

namespace EventSourcedCrm.Api.Reports;

/// <summary>
/// A report taken apart: its rows by key, what each is counted as, and what a build says of it. Comparing, testing over past periods
/// and explaining need no more of a report; a further one is one more of these.
/// </summary>
/// <param name="report">Its name, as in its address.</param>
/// <param name="projection">What it is read from; the tables of names begin with <paramref name="prefix"/>.</param>
/// <param name="prefix">As in <c>stages_user</c>.</param>
internal abstract class ReportAnatomy(string report, string projection, string prefix)
{
    private const string Ordered = "order by id, at, nth";

    public string Report => report;

    public string Projection => projection;

    /// <summary>
    /// SQL of a row a key: <c>id, at, nth, customer_id, archived, counted_as, why, besides</c>. Counted_as is null where the filters or the
    /// definition leave it out of the report, and why says in few words for what reason; besides is whatever else makes rows differ.
    /// </summary>
    protected abstract string Rows { get; }

    /// <summary>The rows of one side as they are merged with the other's.</summary>
    public string InOrder => $"select id, at, nth, counted_as, why, besides from ({Rows}) r where @IncludeArchived or not archived {Ordered}";

    /// <summary>How many rows are counted as what.</summary>
    public string Counts => $"""
        select counted_as, count(*) as rows from ({Rows}) r
        where (@IncludeArchived or not archived) and counted_as is not null group by counted_as order by counted_as
        """;

    /// <summary>The customers that are left out because they are archived.</summary>
    public string LeftOut => $"select count(distinct customer_id) from ({Rows}) r where archived and not @IncludeArchived and counted_as is not null";

    /// <summary>The keys of the rows that are counted, a page of them.</summary>
    public string Page => $"""
        select id, at, nth, counted_as, why, besides from ({Rows}) r
        where (@IncludeArchived or not archived) and counted_as is not null
          and (@LastId::uuid is null or (id, coalesce(at, '-infinity'), nth) > (@LastId, coalesce(@LastAt::timestamptz, '-infinity'), @LastNth::int))
        {Ordered} limit @Limit + 1
        """;

    /// <summary>What people are called at asOf.</summary>
    public string UserNames => $"select user_id, name from {prefix}_user where user_id = any(@Users) and valid_from <= @AsOf and (valid_to is null or valid_to > @AsOf)";

    /// <summary>The one whose rows are asked for alone; null where the report is.</summary>
    public abstract Guid? Named { get; }

    /// <summary>The parameters of all SQL here, over a period.</summary>
    public abstract DynamicParameters Parameters(Period period);

    /// <summary>The totals that a row counted so adds one to; the first is that of all rows.</summary>
    public abstract IEnumerable<string> Totals(string countedAs);

    /// <summary>Figures that no rows add up to, such as a median; nothing where the report has none.</summary>
    public virtual Task<IReadOnlyList<Figure>> Figures(Side side, Period period, CancellationToken ct) => Task.FromResult<IReadOnlyList<Figure>>([]);

    /// <summary>What each total gains when a row counted as the one becomes counted as the other; null is no row.</summary>
    public IReadOnlyDictionary<string, int> Changes(string? from, string? to)
    {
        var changes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var total in from is null ? [] : Totals(from)) changes[total] = changes.GetValueOrDefault(total) - 1;
        foreach (var total in to is null ? [] : Totals(to)) changes[total] = changes.GetValueOrDefault(total) + 1;
        return changes.Where(change => change.Value != 0).ToDictionary();
    }

    /// <summary>What the build says of each of the keys, whether it has a row there or not.</summary>
    public abstract Task<IReadOnlyList<RowStory>> Tell(Side side, Period period, IReadOnlyList<RowKey> keys, CancellationToken ct);

    /// <summary>The places in the log that make up what the build says of the row.</summary>
    public abstract Task<IReadOnlyList<FactPlace>> Facts(Side side, Period period, Guid id, CancellationToken ct);

    /// <summary>Whether a fact of a stream named whole bears on the row.</summary>
    public abstract bool Bears(Domain.Shared.IFact fact);

    /// <summary>The parameters, and the keys as columns for <c>unnest</c>.</summary>
    protected DynamicParameters With(Period period, IReadOnlyList<RowKey> keys)
    {
        var parameters = Parameters(period);
        parameters.AddDynamicParams(new
        {
            Ids = keys.Select(key => key.Id).ToArray(),
            Ats = keys.Select(key => key.At?.UtcDateTime).ToArray(),
            Nths = keys.Select(key => key.Nth).ToArray(),
        });
        return parameters;
    }
}

/// <summary>A figure of a report that is not the sum of its rows; null where there is nothing to reckon it from.</summary>
internal sealed record Figure(string Name, double? Value);

/// <summary>What tells a report's rows apart under every definition, and orders them.</summary>
public sealed record RowKey(Guid Id, DateTimeOffset? At, int Nth) : IComparable<RowKey>
{
    public int CompareTo(RowKey? other) => other is null ? 1 : (Id, At, Nth).CompareTo((other.Id, other.At, other.Nth));
}

/// <summary>A row of one side, as thin as comparing allows.</summary>
/// <param name="CountedAs">Null where it is not in the report.</param>
/// <param name="Why">A few words beside.</param>
/// <param name="Besides">What else makes it differ.</param>
internal sealed record ComparedRow(Guid Id, DateTimeOffset? At, int Nth, string? CountedAs, string? Why, string? Besides)
{
    public RowKey Key => new(Id, At, Nth);

    /// <summary>What the row is, for the cause of a difference.</summary>
    public string InWords => (CountedAs, Why) switch
    {
        (null, null) => "left out",
        (null, { } why) => $"left out ({why})",
        ({ } word, null) => word,
        ({ } word, { } why) => $"{word} ({why})",
    };
}

/// <summary>What a build says of a row: what it is, in a clause, and because of what.</summary>
/// <param name="Key">The row's.</param>
/// <param name="CustomerId">Whom it concerns.</param>
/// <param name="Customer">The name at asOf.</param>
/// <param name="Row">Its columns; null where the report has no such row.</param>
/// <param name="Head">As in "lost on 2012-03-01".</param>
/// <param name="Because">As in "no purchase for 90 days since 2011-12-02".</param>
internal sealed record RowStory(RowKey Key, Guid? CustomerId, string? Customer, object? Row, string Head, string? Because)
{
    public override string ToString() => Because is null ? Head : $"{Head}: {Because}";

    /// <summary>The sentence with what it is said under: "lost on 2012-03-01 under stage/v2: no purchase for 90 days".</summary>
    public string Under(string label) => Because is null ? $"{Head} under {label}" : $"{Head} under {label}: {Because}";
}

/// <summary>A fact, or a stream of which the facts that bear on the row are meant.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Revision">Null for the stream.</param>
/// <param name="Effect">What it did to the row; nothing where its own sentence says enough.</param>
internal sealed record FactPlace(string Stream, long? Revision, string? Effect = null);
