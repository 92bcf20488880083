using System.Runtime.CompilerServices;

namespace EventSourcedCrm.EventLog;

/// <summary>A run of facts as stored, and whether the log ended with it when it was read.</summary>
internal sealed record RawPage(IReadOnlyList<CanonicalFact> Facts, bool AtHead)
{
    public const int MaxFacts = 2_000;
    public const int MaxBytes = 4 << 20;
}

/// <summary>A run of decoded facts, and whether the log ended with it when it was read.</summary>
internal sealed record Page(IReadOnlyList<Recorded> Facts, bool AtHead);

/// <summary>Reads and decodes the next page while the consumer is busy with this one.</summary>
internal static class PagesAhead
{
    /// <summary>Up to the head; the last page, and only that, may be empty.</summary>
    public static async IAsyncEnumerable<Page> Of(
        Func<LogPosition, CancellationToken, Task<Page>> read, LogPosition after, [EnumeratorCancellation] CancellationToken ct)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var next = read(after, abandoned.Token);
        try
        {
            while (true)
            {
                var page = await next;
                if (!page.AtHead) next = Task.Run(() => read(page.Facts[^1].Position, abandoned.Token), abandoned.Token);
                yield return page;
                if (page.AtHead) yield break;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await next.ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }
}
