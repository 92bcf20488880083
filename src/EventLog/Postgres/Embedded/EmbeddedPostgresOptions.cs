namespace EventSourcedCrm.EventLog.Postgres.Embedded;

/// <summary>What may differ between one data folder and another; the defaults are what a business needs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>False gives up safety against a power cut, not against a crash of the server, for speed: for tests, whose data nobody will miss.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long queries left running by a killed server may take to end by themselves before they are ended.</summary>
    public TimeSpan OrphanPatience { get; init; } = TimeSpan.FromSeconds(60);
}
