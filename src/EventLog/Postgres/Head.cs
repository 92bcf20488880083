namespace EventSourcedCrm.EventLog.Postgres;

/// <summary>Where the log ends: the last fact's position, when it was recorded, and the running hash up to it.</summary>
internal sealed record Head(long Position, DateTime RecordedAt, byte[] Hash)
{
    /// <summary>When the next fact is recorded: now, to the microsecond that PostgreSQL keeps, but never before the fact ahead.</summary>
    public DateTime Next(DateTime now)
    {
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return now > RecordedAt ? now : RecordedAt;
    }
}
