namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// The workers of a process advance by turns, on half of its processors at most: if all of them began at once on what a look at the log has
/// brought, commands would wait for the last of them. It is a courtesy and no lock: who has waited long enough goes ahead, so that a worker
/// that is held up in the database holds up no other, and those who catch up use all processors.
/// </summary>
public sealed class Turns(int atOnce)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private readonly SemaphoreSlim _free = new(atOnce);

    public static Turns OnHalfOfTheProcessors() => new(Math.Max(1, Environment.ProcessorCount / 2));

    public async Task Take(Func<Task> turn, CancellationToken ct)
    {
        var mine = await _free.WaitAsync(Patience, ct);
        try
        {
            await turn();
        }
        finally
        {
            if (mine) _free.Release();
        }
    }
}
