using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>
/// The rule's own verdict. It depends on the purchases that stand now, never on what it said before, so a purchase taken back
/// or corrected makes every run be reckoned again; a new purchase only goes on from where the reckoning is.
/// </summary>
internal sealed class StageRule(StageDefinition definition, DateTimeZone zone, DateTimeOffset registeredAt)
{
    private readonly Dictionary<string, DealAsPurchase> _deals = new(StringComparer.Ordinal);
    private readonly List<StageInput.DeclaredLost> _declared = [];
    private StageReckoning _reckoning = new(definition, zone, registeredAt);
    private DateTimeOffset? _nextPurchase;

    public Standing Verdict => _reckoning.Verdict;

    /// <summary>When time alone will change the verdict: by a loss, or by a purchase moved to after its correction's own instant.</summary>
    public DateTimeOffset? NextDue => Calendar.Earlier(_reckoning.LossDue, _nextPurchase);

    public string Because() => _reckoning.Because();

    public void Deal(StageInput fact)
    {
        if (!_deals.TryGetValue(fact.Stream, out var deal)) _deals.Add(fact.Stream, deal = new(definition.PurchaseIs));
        var before = deal.Purchase;
        deal.Apply(fact);
        if (deal.Purchase == before) return;
        if (before is null && deal.Purchase is { } purchase && purchase.At == fact.At) GoOn(purchase);
        else ReckonAgain(fact.At);
    }

    public void Declare(StageInput.DeclaredLost declared)
    {
        _declared.Add(declared);
        _reckoning.Declare(declared.At);
    }

    public void ComeTo(DateTimeOffset instant)
    {
        if (_nextPurchase <= instant) ReckonAgain(instant);
        _reckoning.LoseBy(instant);
    }

    private void GoOn(Purchase purchase)
    {
        if (purchase.Amount >= definition.MinAmount) _reckoning.Purchase(purchase.At, purchase.Amount);
    }

    private void ReckonAgain(DateTimeOffset now)
    {
        _reckoning = new(definition, zone, registeredAt);
        var purchases = _deals.Where(deal => deal.Value.Purchase?.Amount >= definition.MinAmount)
            .Select(deal => (deal.Value.Purchase!.Value.At, Stream: deal.Key, Revision: 0L, Amount: (decimal?)deal.Value.Purchase.Value.Amount))
            .ToLookup(purchase => purchase.At <= now);
        _nextPurchase = purchases[false].Min(purchase => (DateTimeOffset?)purchase.At);
        foreach (var (at, _, _, amount) in purchases[true]
            .Concat(_declared.Select(d => (d.At, d.Stream, d.Revision, Amount: (decimal?)null)))
            .OrderBy(x => x.At).ThenBy(x => x.Stream, StringComparer.Ordinal).ThenBy(x => x.Revision))
        {
            if (amount is { } paid) _reckoning.Purchase(at, paid);
            else _reckoning.Declare(at);
        }
        _reckoning.LoseBefore(now);
    }
}
