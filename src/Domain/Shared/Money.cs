namespace EventSourcedCrm.Domain.Shared;

/// <summary>An amount in an ISO 4217 currency, with at most two decimals.</summary>
public readonly record struct Money(decimal Amount, string Currency)
{
    public bool IsNegative => Amount < 0;

    public bool HasFractionsOfACent => decimal.Round(Amount, 2) != Amount;
}
