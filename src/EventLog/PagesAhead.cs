using System.Runtime.CompilerServices;

namespace EventSourcedCrm.EventLog;

/// <summary>A run of facts, and whether the log ended with it when it was read.</summary>
internal interface IPage
{
    bool AtHead { get; }

    /// <summary>Where its last fact is; it has one, unless it is at the head.</summary>
    LogPosition End { get; }
}

/// <summary>Facts as stored.</summary>
internal sealed record RawPage(IReadOnlyList<CanonicalFact> Facts, bool AtHead) : IPage
{
    public LogPosition End => Facts[^1].Position;

    public const int MaxFacts = 2_000;
    public const int MaxBytes = 4 << 20;
}

/// <summary>Facts as decoded.</summary>
internal sealed record Page(IReadOnlyList<Recorded> Facts, bool AtHead) : IPage
{
    public LogPosition End => Facts[^1].Position;
}

/// <summary>Reads the next page while the consumer is busy with this one.</summary>
internal static class PagesAhead
{
    /// <summary>Up to the head; the last page, and only that, may be empty.</summary>
    public static async IAsyncEnumerable<TPage> Of<TPage>(
        Func<LogPosition, CancellationToken, Task<TPage>> read, LogPosition after, [EnumeratorCancellation] CancellationToken ct) where TPage : IPage
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var next = read(after, abandoned.Token);
        try
        {
            while (true)
            {
                var page = await next;
                if (!page.AtHead) next = Task.Run(() => read(page.End, abandoned.Token), abandoned.Token);
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
