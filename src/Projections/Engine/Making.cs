using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>A build in the making, in a scan that it may share with others.</summary>
internal sealed class Making(Folding folding)
{
    public Folding Folding { get; } = folding;

    public string Name => Folding.Build.Name;

    /// <summary>Where it stops, frozen; null where it goes on.</summary>
    public LogPosition? Until => Folding.Build.Until;

    /// <summary>How far the log was read for it, once that is over: to where it stops, or was paused, or to the head.</summary>
    public Reading? Read { get; private set; }

    /// <summary>It is to wait once what was read is written.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Its tables have their keys.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Its tables, begun because some rows need not be held until the end; null so far.</summary>
    public BareTables? Tables { get; set; }

    /// <summary>Rows on their way into its tables, while more are folded.</summary>
    public Task Pouring { get; set; } = Task.CompletedTask;

    /// <summary>Why it cannot be made; null so far.</summary>
    public Exception? Fault { get; set; }

    /// <summary>It does not stop before the fact.</summary>
    public bool Wants(StoredFact stored) => !(stored.Fact.Position > Until);

    /// <summary>The fact is read for it, and not for others only.</summary>
    public bool Reads(StoredFact stored) => Wants(stored) && !(stored.Fact.Position > Read?.End);

    /// <summary>What is there for it of the page.</summary>
    public FactPage? Of(FactPage page) => Until is not { } until || page.End <= until ? page : page.UpTo(until);

    /// <summary>The page brings it to where it stops.</summary>
    public bool EndsIn(FactPage page) => Until is { } until && page.End >= until;

    /// <summary>The log is read no further for it.</summary>
    public void EndReading(Reading read) => Read ??= read;

    public void Pause() => IsPaused = true;

    /// <summary>Everything not committed is undone: what is held, and tables that were begun.</summary>
    public async Task Forget()
    {
        await Pouring.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Pouring = Task.CompletedTask;
        Folding.Forget();
        if (Tables is not null) await Tables.DisposeAsync();
        Tables = null;
    }
}

/// <summary>A place in the log to which it was read: the last fact, how many there are up to it, and the running hash over them.</summary>
internal readonly record struct Reading(LogPosition End, long Facts, byte[] Hash)
{
    public static readonly Reading None = new(LogPosition.Start, 0, RunningHash.Start);

    public Reading With(IEnumerable<StoredFact> next) =>
        next.Aggregate(this, (read, stored) => new(stored.Fact.Position, read.Facts + 1, RunningHash.Next(read.Hash, stored.Fact)));
}
