using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Host.Demo;

/// <summary>One customer since their registration, whoever speaks for them, and whoever looks after them.</summary>
internal sealed record Relation(
    Journal Journal, Chance Chance, Company Company, CustomerId Customer, DateTimeOffset Since, UserId Manager, IReadOnlyList<ContactPersonId> Persons, int Number)
{
    private readonly List<(DealId Id, DateTimeOffset Since)> _deals = [];
    private readonly List<(AppealId Id, DateTimeOffset Since)> _appeals = [];

    public ContactPersonId Someone => Chance.Of(Persons);

    /// <summary>Mostly the customer's manager, sometimes a colleague.</summary>
    public UserId SomeColleague => Chance.OneIn(5) ? Chance.Of(Company.Managers) : Manager;

    public DateTimeOffset SomeTime() => Chance.WorkingTime(Since, Chance.Between(0.0, Math.Max(1, (Journal.End - Since).TotalDays)));

    public Guid NewId(string category, int index) => Journal.NewId(category, Number, index);

    public void Remember(DealId deal, DateTimeOffset since) => _deals.Add((deal, since));

    public void Remember(AppealId appeal, DateTimeOffset since) => _appeals.Add((appeal, since));

    /// <summary>What they may be talking about: a deal of the last weeks.</summary>
    public DealId? DealAt(DateTimeOffset at) => _deals.Where(deal => Recent(deal.Since, at)).Select(deal => (DealId?)deal.Id).LastOrDefault();

    /// <summary>What they may be talking about: an appeal of the last weeks.</summary>
    public AppealId? AppealAt(DateTimeOffset at) => _appeals.Where(appeal => Recent(appeal.Since, at)).Select(appeal => (AppealId?)appeal.Id).LastOrDefault();

    private static bool Recent(DateTimeOffset since, DateTimeOffset at) => since <= at && at < since.AddDays(14);

    /// <summary>A deal, contact or appeal of the customer, by its number among them.</summary>
    public Tale<TState, TCommand, TFact> Begin<TState, TCommand, TFact>(string category, int index)
        where TState : IDecider<TState, TCommand, TFact>
        where TFact : class, IFact =>
        new(Journal, NewId(category, index), Since, Customer);
}
