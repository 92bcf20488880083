using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>Every appeal, before whom it lies, and whether and when it was answered.</summary>
public sealed class AppealQueue() : Projection("appeal_queue", version: 1)
{
    private readonly Names<CustomerId> _customers = NamesOf.Customers("appeal_queue");
    private readonly Names<UserId> _users = NamesOf.Users("appeal_queue");
    private readonly Names<GroupId> _groups = NamesOf.Groups("appeal_queue");
    private readonly Names<ProductId> _products = NamesOf.Products("appeal_queue");
    private readonly Table<AppealRow> _appeals = new(
        "appeal", row => row.AppealId,
        "registered_at, appeal_id", "state, registered_at, appeal_id", "responsible_id, registered_at, appeal_id",
        "group_id, registered_at, appeal_id", "customer_id, registered_at, appeal_id");

    protected override IEnumerable<Type> Handles => [typeof(AppealFact)];

    protected override void Apply(Recorded happened)
    {
        _customers.Apply(happened);
        _users.Apply(happened);
        _groups.Apply(happened);
        _products.Apply(happened);
        if (happened is not { Fact: AppealFact fact, Customer: { } customer }) return;
        var appeal = happened.Id<AppealId>();
        if (fact is AppealRegistered registered) _appeals.Put(AppealRow.Registered(appeal, customer, registered, happened), isNew: happened.Revision == 0);
        else _appeals.Update(appeal, row => row.After(fact, happened).Judged() with { Revision = happened.Revision });
    }
}
