using System.Runtime.CompilerServices;
using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>Decodes the next page of what was put aside while its consumer is busy with this one.</summary>
internal static class DecodedAhead
{
    /// <summary>The pages of the lanes, once.</summary>
    public static async IAsyncEnumerable<LanePage<Recorded>> Pages(IEventLog log, Lanes lanes, [EnumeratorCancellation] CancellationToken ct)
    {
        using var pages = lanes.Pages().GetEnumerator();
        var next = Next();
        try
        {
            while (await next is { } page)
            {
                next = Next();
                yield return page;
            }
        }
        finally
        {
            await next.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        Task<LanePage<Recorded>?> Next() => Task.Run(async () =>
        {
            if (!pages.MoveNext()) return null;
            var facts = await log.Decode([.. pages.Current.Facts.Select(numbered => numbered.Fact)], rememberKeys: false, ct);
            return new LanePage<Recorded>([.. facts.Zip(pages.Current.Facts, (fact, stored) => new Numbered<Recorded>(fact, stored.Ordinal))], pages.Current.EndsLane);
        });
    }
}
