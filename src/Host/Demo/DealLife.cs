using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Deals.DealCommand;

namespace EventSourcedCrm.Host.Demo;

/// <summary>A deal from the enquiry to the last payment, or to where it stopped.</summary>
internal sealed class DealLife(Relation relation, int index)
{
    private static readonly string[] Reasons = ["Too expensive.", "Bought elsewhere.", "No budget this year.", "Delivery would take too long.", "No longer needed."];

    private readonly Chance _chance = relation.Chance;
    private readonly Tale<Deal, DealCommand, DealFact> _tale = relation.Begin<Deal, DealCommand, DealFact>("deal", index);

    public void IsWon(DateTimeOffset wonAt)
    {
        var openedAt = _chance.WorkingTime(wonAt, -_chance.Between(6, 30));
        var amount = Open(openedAt < wonAt ? openedAt : wonAt.AddMinutes(-30));
        Advance(wonAt, Company.Stages.Count);
        if (_chance.OneIn(4))
        {
            amount = amount with { Amount = decimal.Round(amount.Amount * _chance.Of(0.9m, 0.95m, 1.1m), 2) };
            _tale.Tell(new Revalue(amount), wonAt, relation.Manager);
        }
        _tale.Tell(new Win(amount), wonAt, relation.Manager);
        if (_chance.OneIn(40))
        {
            amount = amount with { Amount = amount.Amount + 10 };
            _tale.Tell(new CorrectWin(amount, null, "Freight had been forgotten."), _chance.WorkingTime(wonAt, 1), relation.Manager);
        }
        Deliver(amount, _tale.LastAt);
    }

    /// <summary>One that was lost, or is still open.</summary>
    public void IsNotWon(DateTimeOffset openedAt)
    {
        Open(openedAt);
        Advance(_chance.WorkingTime(openedAt, _chance.Between(5, 50)), _chance.Between(1, Company.Stages.Count));
        if (_chance.OneIn(10)) _tale.Tell(new Reassign(_chance.Of(relation.Company.Managers)), _tale.LastAt, relation.Company.Head);
        if (_chance.OneIn(4)) return;
        _tale.Tell(new Lose(new Personal(_chance.Of(Reasons))), _chance.WorkingTime(_tale.LastAt, _chance.Between(3, 60)), relation.Manager);
        if (_chance.OneIn(15)) _tale.Tell(new Reopen("They asked for the offer once more."), _chance.WorkingTime(_tale.LastAt, _chance.Between(10, 40)), relation.Manager);
    }

    private Money Open(DateTimeOffset at)
    {
        var (product, name, price) = _chance.Of(relation.Company.Products);
        var quantity = _chance.Between(1, price < 200 ? 40 : 4);
        var amount = new Money(price * quantity, relation.Company.Currency);
        var shipmentOn = DateOnly.FromDateTime(at.UtcDateTime).AddDays(_chance.Between(20, 50));
        var terms = new DealTerms($"{quantity} × {name}", amount, product, quantity, shipmentOn, shipmentOn.AddDays(14));
        relation.Remember(new DealId(relation.NewId("deal", index)), at);
        _tale.Tell(new Open(terms, relation.Company.Pipeline, Company.Stages, Responsible: relation.Manager), at, relation.Manager);
        return amount;
    }

    /// <summary>Through the first stages of the pipeline, evenly up to an instant.</summary>
    private void Advance(DateTimeOffset until, int stages)
    {
        var (from, step) = (_tale.LastAt, (until - _tale.LastAt) / stages);
        for (var i = 1; i < stages; i++) _tale.Tell(new MoveToStage(Company.Stages[i], Company.Stages), from + (step * i), relation.SomeColleague);
    }

    private void Deliver(Money amount, DateTimeOffset since)
    {
        var half = amount with { Amount = decimal.Round(amount.Amount / 2, 2) };
        var rest = amount with { Amount = amount.Amount - half.Amount };
        var paysInParts = _chance.OneIn(6);
        if (_chance.OneIn(5))
        {
            var restOn = DateOnly.FromDateTime(since.UtcDateTime).AddDays(14);
            _tale.Tell(new Reschedule(restOn, restOn.AddDays(14)), since, relation.Manager);
            _tale.Tell(new RecordShipment(half, Complete: false), Next(1, 5), relation.SomeColleague);
            _tale.Tell(new RecordShipment(rest, Complete: true), Next(3, 10), relation.SomeColleague);
        }
        else
        {
            _tale.Tell(new RecordShipment(amount, Complete: true), Next(1, 8), relation.SomeColleague);
        }
        if (paysInParts) _tale.Tell(new RecordPayment(half, Complete: false), Next(5, 20), relation.SomeColleague);
        if (!_chance.OneIn(12)) _tale.Tell(new RecordPayment(paysInParts ? rest : amount, Complete: true), Next(5, 30), relation.SomeColleague);

        DateTimeOffset Next(int least, int most) => since = _chance.WorkingTime(since, _chance.Between(least, most));
    }
}
