using EventSourcedCrm.Domain.Shared;
using NodaTime;

namespace EventSourcedCrm.Domain.Customers;

/// <summary>
/// The rule's own verdict. It depends on the purchases that stand now, never on what it said before, so a purchase taken back
/// or corrected makes every run be reckoned again; a new purchase only goes on from where the reckoning is.
/// </summary>
internal sealed class StageRule(StageDefinition definition, DateTimeZone zone, DateTimeOffset registeredAt)
{
    private readonly Dictionary<string, Purchase> _purchases = new(StringComparer.Ordinal);
    private readonly List<StageInput.DeclaredLost> _declared = [];
    private StageReckoning _reckoning = new(definition, zone, registeredAt);
    private DateTimeOffset? _nextPurchase;

    private readonly record struct Purchase(DateTimeOffset At, long Revision, decimal Amount);

    public Standing Verdict => _reckoning.Verdict;

    /// <summary>When time alone will change the verdict: by a loss, or by a purchase moved to after its correction's own instant.</summary>
    public DateTimeOffset? NextDue => Calendar.Earlier(_reckoning.LossDue, _nextPurchase);

    public string Because() => _reckoning.Because();

    public void Stand(StageInput.PurchaseStood stood)
    {
        var purchase = new Purchase(stood.PurchasedAt, stood.Revision, stood.Amount);
        var isNew = _purchases.TryAdd(stood.Stream, purchase);
        if (isNew && stood.PurchasedAt == stood.At) GoOn(stood);
        else if (isNew || _purchases[stood.Stream] != purchase) Replace(stood.Stream, purchase, stood.At);
    }

    public void Correct(StageInput.PurchaseCorrected corrected)
    {
        if (!_purchases.TryGetValue(corrected.Stream, out var was)) return;
        var now = new Purchase(corrected.PurchasedAt ?? was.At, corrected.Revision, corrected.Amount ?? was.Amount);
        Replace(corrected.Stream, now, corrected.At);
    }

    public void Fall(StageInput.PurchaseFell fell)
    {
        if (_purchases.Remove(fell.Stream)) ReckonAgain(fell.At);
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

    private void GoOn(StageInput.PurchaseStood stood)
    {
        if (stood.Amount >= definition.MinAmount) _reckoning.Purchase(stood.At, stood.Amount);
    }

    private void Replace(string deal, Purchase purchase, DateTimeOffset at)
    {
        _purchases[deal] = purchase;
        ReckonAgain(at);
    }

    private void ReckonAgain(DateTimeOffset now)
    {
        _reckoning = new(definition, zone, registeredAt);
        var purchases = _purchases.Where(p => p.Value.Amount >= definition.MinAmount).ToLookup(p => p.Value.At <= now);
        _nextPurchase = purchases[false].Min(p => (DateTimeOffset?)p.Value.At);
        foreach (var (at, _, _, amount) in purchases[true]
            .Select(p => (p.Value.At, Stream: p.Key, p.Value.Revision, Amount: (decimal?)p.Value.Amount))
            .Concat(_declared.Select(d => (d.At, d.Stream, d.Revision, Amount: (decimal?)null)))
            .OrderBy(x => x.At).ThenBy(x => x.Stream, StringComparer.Ordinal).ThenBy(x => x.Revision))
        {
            if (amount is { } paid) _reckoning.Purchase(at, paid);
            else _reckoning.Declare(at);
        }
        _reckoning.LoseBefore(now);
    }
}
