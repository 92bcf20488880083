namespace EventSourcedCrm.Domain.Customers;

/// <summary>A deal that counts as a purchase, of this instant and amount.</summary>
public readonly record struct Purchase(DateTimeOffset At, decimal Amount);

/// <summary>
/// How one deal counts as a purchase, fact by fact in order of time (reports.md, section 1). Where a purchase is a deal won, from its
/// win on. Where it is one shipped, or paid, in full: while it is won and what was shipped by then comes to the amount it is won for,
/// or a shipment said that nothing more will follow; a deal won for nothing owes nothing. Its instant is when both had happened, the
/// win and the shipment that completed it. What is known by then decides, so a correction of the amount may complete a purchase or
/// undo it, from the correction on. Shipments outlast a reopening, and may be dated before the win.
/// </summary>
public sealed class DealAsPurchase(PurchaseMoment purchaseIs)
{
    private readonly List<StageInput.Delivered> _delivered = [];
    private Purchase? _won;

    /// <summary>What the deal counts for after the facts applied so far; null while it is no purchase.</summary>
    public Purchase? Purchase { get; private set; }

    /// <summary>What a deal counts for from which instant on, in order; the set of its facts decides, not their order here.</summary>
    public static IReadOnlyList<(DateTimeOffset From, Purchase? Purchase)> OverTime(IEnumerable<StageInput> facts, PurchaseMoment purchaseIs)
    {
        List<(DateTimeOffset, Purchase?)> versions = [];
        var deal = new DealAsPurchase(purchaseIs);
        foreach (var fact in facts.Order(Comparer<StageInput>.Create(StageInput.InOrder)))
        {
            var before = deal.Purchase;
            deal.Apply(fact);
            if (deal.Purchase != before) versions.Add((fact.At, deal.Purchase));
        }
        return versions;
    }

    public void Apply(StageInput fact)
    {
        switch (fact)
        {
            case StageInput.Won f: _won = new(f.WonAt, f.Amount); break;
            case StageInput.WinCorrected f when _won is { } won: _won = new(f.WonAt ?? won.At, f.Amount ?? won.Amount); break;
            case StageInput.Reopened: _won = null; break;
            case StageInput.Delivered f when f.What == purchaseIs && !_delivered.Contains(f): _delivered.Add(f); break;
        }
        Purchase = purchaseIs == PurchaseMoment.Won ? _won : InFull();
    }

    private Purchase? InFull()
    {
        if (_won is not { Amount: > 0 } won) return _won;
        var sum = 0m;
        foreach (var part in _delivered)
        {
            sum += part.Amount;
            if (part.Complete || sum >= won.Amount) return won with { At = part.At > won.At ? part.At : won.At };
        }
        return null;
    }
}
