namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Where the log ends: the last fact's position, when it was recorded, and the running hash up to it.</summary>
internal sealed record Head(long Position, DateTime RecordedAt, byte[] Hash)
{
    /// <summary>Now, to the microsecond that PostgreSQL keeps, but never before the fact ahead.</summary>
    public static DateTime Later(DateTime ahead)
    {
        var now = DateTime.UtcNow;
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return now > ahead ? now : ahead;
    }
}
