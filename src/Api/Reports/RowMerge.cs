using System.Runtime.CompilerServices;

namespace EventSourcedCrm.Api.Reports;

/// <summary>Brings the rows of two sides together by their keys.</summary>
internal static class RowMerge
{
    /// <summary>Every key once, with the row of each side where it has one. Both come in the order of their keys; no more than a row of each is held.</summary>
    public static async IAsyncEnumerable<(ComparedRow? Left, ComparedRow? Right)> Of(
        IAsyncEnumerable<ComparedRow> left, IAsyncEnumerable<ComparedRow> right, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lefts = left.GetAsyncEnumerator(ct);
        await using var rights = right.GetAsyncEnumerator(ct);
        var (l, r) = (await Next(lefts), await Next(rights));
        while (l is not null || r is not null)
        {
            var order = l is null ? 1 : r is null ? -1 : l.Key.CompareTo(r.Key);
            yield return (order <= 0 ? l : null, order >= 0 ? r : null);
            if (order <= 0) l = await Next(lefts);
            if (order >= 0) r = await Next(rights);
        }
    }

    private static async ValueTask<ComparedRow?> Next(IAsyncEnumerator<ComparedRow> rows) => await rows.MoveNextAsync() ? rows.Current : null;
}
