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

    private readonly record struct Purchase(DateTimeOffset At, long Revision, decimal Amount);

    public Standing Verdict => _reckoning.Verdict;

    public DateTimeOffset? LossDue => _reckoning.LossDue;

    public string Because() => _reckoning.Because();

    public void Stand(StageInput.PurchaseStood stood)
    {
        var isNew = _purchases.TryAdd(stood.Stream, new(stood.PurchasedAt, stood.Revision, stood.Amount));
        if (isNew && stood.PurchasedAt == stood.At && stood.At >= _reckoning.Latest) GoOn(stood);
        else Replace(stood.Stream, new(stood.PurchasedAt, stood.Revision, stood.Amount), stood.At);
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
        if (declared.At >= _reckoning.Latest) _reckoning.Declare(declared.At);
        else ReckonAgain(declared.At);
    }

    public void LoseBy(DateTimeOffset instant) => _reckoning.LoseBy(instant);

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
        var purchases = _purchases.Where(p => p.Value.Amount >= definition.MinAmount)
            .Select(p => (p.Value.At, Stream: p.Key, p.Value.Revision, Amount: (decimal?)p.Value.Amount));
        var losses = _declared.Select(d => (d.At, d.Stream, d.Revision, Amount: (decimal?)null));
        foreach (var (at, _, _, amount) in purchases.Concat(losses)
            .OrderBy(x => x.At).ThenBy(x => x.Stream, StringComparer.Ordinal).ThenBy(x => x.Revision))
        {
            if (amount is { } paid) _reckoning.Purchase(at, paid);
            else _reckoning.Declare(at);
        }
        _reckoning.LoseBefore(now);
    }
}
