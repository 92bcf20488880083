using EventSourcedCrm.EventLog;

namespace EventSourcedCrm.Projections.Engine;

/// <summary>
/// How far a build has read and what it did with what it read. The ledger balances:
/// applied + not concerned + parked = ordinal, and the hash is the log's own at that position.
/// </summary>
public readonly record struct Checkpoint(LogPosition Position, long Ordinal, long Applied, long NotConcerned, long Parked, byte[] Hash)
{
    public static readonly Checkpoint Start = new(LogPosition.Start, 0, 0, 0, 0, RunningHash.Start);

    /// <summary>How often rows were mended beside the worker that advances the build, which then reads them anew.</summary>
    public int Mended { get; init; }

    public bool Balances => Applied + NotConcerned + Parked == Ordinal;

    /// <summary>One fact further; the hash follows once for the whole page.</summary>
    public Checkpoint After(Recorded fact, Outcome outcome) => this with
    {
        Position = fact.Position,
        Ordinal = Ordinal + 1,
        Applied = Applied + (outcome == Outcome.Applied ? 1 : 0),
        NotConcerned = NotConcerned + (outcome == Outcome.NotConcerned ? 1 : 0),
        Parked = Parked + (outcome == Outcome.Parked ? 1 : 0),
    };
}

/// <summary>What became of one fact in one build.</summary>
public enum Outcome { Applied, NotConcerned, Parked }
