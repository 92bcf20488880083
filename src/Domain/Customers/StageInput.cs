namespace EventSourcedCrm.Domain.Customers;

/// <summary>A fact of one customer that bears on the stage; <c>At</c> is its happenedAt, in UTC to the microsecond.</summary>
public abstract record StageInput(DateTimeOffset At, string Stream, long Revision)
{
    /// <summary>The customer exists from here on.</summary>
    public sealed record Registered(DateTimeOffset At, string Stream, long Revision)
        : StageInput(At, Stream, Revision);

    /// <summary>The deal whose stream this is was won.</summary>
    public sealed record Won(DateTimeOffset At, string Stream, long Revision, decimal Amount)
        : StageInput(At, Stream, Revision)
    {
        /// <summary>The win's own instant, where it differs: a deal that came to this customer later.</summary>
        public DateTimeOffset WonAt { get; init; } = At;
    }

    /// <summary>The deal is won for another amount or at another instant, which may lie ahead; null leaves it as it was.</summary>
    public sealed record WinCorrected(
        DateTimeOffset At, string Stream, long Revision, decimal? Amount, DateTimeOffset? WonAt)
        : StageInput(At, Stream, Revision);

    /// <summary>The deal was reopened: it is won no longer.</summary>
    public sealed record Reopened(DateTimeOffset At, string Stream, long Revision)
        : StageInput(At, Stream, Revision);

    /// <summary>A part of the deal, or all of it, was shipped or paid; complete says that nothing more will follow.</summary>
    public sealed record Delivered(DateTimeOffset At, string Stream, long Revision, PurchaseMoment What, decimal Amount, bool Complete)
        : StageInput(At, Stream, Revision);

    /// <summary>A manager put a stage in force, until an end, the next clearing, or for good.</summary>
    public sealed record OverrideSet(
        DateTimeOffset At, string Stream, long Revision, Standing Standing, DateTimeOffset? Until)
        : StageInput(At, Stream, Revision);

    /// <summary>A manager gave the word back to the rule: every override recorded before this one and in force here ends.</summary>
    public sealed record OverrideCleared(DateTimeOffset At, string Stream, long Revision)
        : StageInput(At, Stream, Revision);

    /// <summary>A manager declared the customer lost.</summary>
    public sealed record DeclaredLost(DateTimeOffset At, string Stream, long Revision)
        : StageInput(At, Stream, Revision);

    /// <summary>By instant; within one instant the registration first, then by stream name, then by revision.</summary>
    internal static int InOrder(StageInput a, StageInput b)
    {
        var order = a.At.CompareTo(b.At);
        if (order == 0) order = (b is Registered).CompareTo(a is Registered);
        if (order == 0) order = string.CompareOrdinal(a.Stream, b.Stream);
        return order == 0 ? a.Revision.CompareTo(b.Revision) : order;
    }
}
