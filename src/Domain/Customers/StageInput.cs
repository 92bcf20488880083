namespace EventSourcedCrm.Domain.Customers;

/// <summary>A fact of one customer that bears on the stage; <c>At</c> is its happenedAt, in UTC to the microsecond.</summary>
public abstract record StageInput(DateTimeOffset At, string Stream, long Revision)
{
    /// <summary>The customer exists from here on.</summary>
    public sealed record Registered(DateTimeOffset At, string Stream, long Revision)
        : StageInput(At, Stream, Revision);

    /// <summary>The deal whose stream this is was won, shipped or paid, as the definition's <c>purchaseIs</c> has it.</summary>
    public sealed record PurchaseStood(DateTimeOffset At, string Stream, long Revision, decimal Amount)
        : StageInput(At, Stream, Revision)
    {
        /// <summary>The purchase's own instant, where it differs: a deal that came to this customer later.</summary>
        public DateTimeOffset PurchasedAt { get; init; } = At;
    }

    /// <summary>The purchase of this deal has another amount or another instant, which may lie ahead; null leaves it as it was.</summary>
    public sealed record PurchaseCorrected(
        DateTimeOffset At, string Stream, long Revision, decimal? Amount, DateTimeOffset? PurchasedAt)
        : StageInput(At, Stream, Revision);

    /// <summary>The deal was reopened: it is no purchase any longer.</summary>
    public sealed record PurchaseFell(DateTimeOffset At, string Stream, long Revision)
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
