namespace EventSourcedCrm.Api.Shared;

/// <summary>A question answered page by page, each page beginning where the cursor of the one before says.</summary>
public abstract record PagedRequest<TRow> : QueryRequest<Page<TRow>>
{
    public const int DefaultLimit = 50;

    [Between(1, 500)]
    public int Limit { get; init; } = DefaultLimit;

    [Longest(2000)]
    public string? Cursor { get; init; }

    /// <summary>What the list is asked for, whichever page it is.</summary>
    internal object Filters => this with { Limit = DefaultLimit, Cursor = null };
}

/// <summary>One page of a list, the cursor of the next where there is one, and what the page was read from.</summary>
public sealed record Page<TRow>(IReadOnlyList<TRow> Rows, string? Next, DateTimeOffset AsOf, string Build, string Position);

internal static class Page
{
    /// <summary>The page, of rows read with one more than its limit: the one more tells that there is a next page.</summary>
    public static Page<TRow> Of<TRow, TKey>(
        PagedRequest<TRow> request, Cursor<TKey>? cursor, Snapshot snapshot, IReadOnlyList<TRow> rows, Func<TRow, TKey> key, Cut? cut = null)
        where TKey : class
    {
        var asOf = cut?.AsOf ?? cursor?.AsOf ?? request.Context.Now;
        var shown = rows.Take(request.Limit).ToList();
        var next = rows.Count > request.Limit ? Cursor<TKey>.Write(key(shown[^1]), snapshot.Build, asOf, request.Filters) : null;
        return new(shown, next, asOf, snapshot.Build.Name, (cut?.Until ?? snapshot.Build.Position).ToString());
    }
}
