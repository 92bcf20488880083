using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Shared;

/// <summary>An amount in an ISO 4217 currency, with at most two decimals.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    public bool IsNegative => Amount < 0;

    public bool HasFractionsOfACent => decimal.Round(Amount, 2) != Amount;

    /// <summary>Why no record may hold it, or null.</summary>
    public Refusal? Check() => this switch
    {
        { IsNegative: true } => Refuse("amount-negative", "An amount may not be negative."),
        { HasFractionsOfACent: true } => Refuse("amount-too-fine", "An amount has at most two decimals."),
        _ => null,
    };
}
