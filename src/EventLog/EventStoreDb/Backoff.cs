namespace EventSourcedCrm.EventLog.EventStoreDb;

/// <summary>Pauses that double up to a limit, each shortened by chance by up to half, so that many who wait do not come back at once.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _doublings;

    public TimeSpan Next()
    {
        var pause = first * Math.Pow(2, _doublings);
        if (pause < longest) _doublings++;
        return (pause < longest ? pause : longest) * (0.5 + Random.Shared.NextDouble() / 2);
    }

    public void Reset() => _doublings = 0;
}
