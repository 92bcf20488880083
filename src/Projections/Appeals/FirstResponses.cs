using EventSourcedCrm.Domain.Appeals;
using EventSourcedCrm.Domain.Calendars;
using EventSourcedCrm.Domain.Customers;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Customers;
using EventSourcedCrm.Projections.Deals;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Appeals;

/// <summary>How soon appeals, or customers' first contacts, got their first response, and whether the customers bought afterwards.</summary>
public sealed class FirstResponses : Projection
{
    private readonly FirstResponseDefinition _definition;
    private readonly ResponseRule _rule;
    private readonly CustomersOverTime _customers = new("first_response_customer", "registered_at, customer_id");
    private readonly UsersOverTime _users = new("first_response_user");
    private readonly History<ProductName> _products = new("first_response_product", row => row.ProductId);
    private readonly Purchases _purchases;
    private readonly Derived<CaseEventRow, IReadOnlyList<Found>> _cases;

    /// <param name="definition">What a case is, and what responds to it.</param>
    /// <param name="clock">The definition's.</param>
    /// <param name="purchase">What the definition says a purchase is.</param>
    public FirstResponses(FirstResponseDefinition definition, Clock clock, StageDefinition purchase) : base("first_response", version: 5)
    {
        _definition = definition;
        _rule = new(definition, clock);
        _purchases = new("first_response_purchase", purchase);
        _cases = new("case_event", row => row.Subject, row => new { row.Event.Kind, row.Event.Record, row.Event.Revision }, Find);
        _cases
            .Into<CaseRow>("response_case", row => row.Subject, row => new { row.CaseId, row.ValidFrom }, found => found.Select(f => f.Row), "started_at, case_id")
            .Into<CycleRow>("response_cycle", row => row.Subject, row => new { row.CaseId, row.Cycle }, found => found.SelectMany(f => f.LaterCycles))
            .Into<ResponseRow>("response", row => row.Subject, row => new { row.CaseId, row.Cycle, row.ValidFrom }, found => found.SelectMany(f => f.Responses));
    }

    protected override IEnumerable<Type> Handles => [typeof(ProductRegistered), typeof(ProductRenamed), .. CaseEvents.Handles];

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        _customers.Apply(happened);
        _purchases.Apply(happened);
        if (happened.Stream.Id is not { } id) return;
        if (happened.Fact is ProductRegistered product) _products.Set(new(new(id), product.Name), happened.HappenedAt);
        if (happened.Fact is ProductRenamed renamed) _products.Set(new(new(id), renamed.Name), happened.HappenedAt);
        if (CaseEvents.Of(happened) is { } e && SubjectOf(e) is { } subject) _cases.Put(new(subject, e));
    }

    /// <summary>Whose events are judged together; nobody's, where an event has no say under the definition.</summary>
    private Guid? SubjectOf(CaseEvent e) => _definition.ByCustomer ? e.Customer?.Value : e.IsOfContact ? null : e.Record;

    private IReadOnlyList<Found> Find(IReadOnlyList<CaseEventRow> rows) =>
        [.. _rule.Cases(rows.Select(row => row.Event)).Select(found => new Found(
            rows[0].Subject, _definition.Cases == CasesOf.FirstContacts ? rows[0].Subject : found.Began.Record, found))];

    private sealed record Found(Guid Subject, Guid CaseId, ResponseCase Case)
    {
        public CaseRow Row => CaseRow.Of(Subject, CaseId, Case);

        public IEnumerable<CycleRow> LaterCycles => Case.Cycles.Skip(1).Select(cycle => new CycleRow(Subject, CaseId, cycle.Number, cycle.StartedAt, cycle.ThresholdAt));

        public IEnumerable<ResponseRow> Responses =>
            Case.Cycles.SelectMany(cycle => cycle.Responses.Select(response => ResponseRow.Of(Subject, CaseId, cycle.Number, response)));
    }
}

/// <summary>A product's name from one instant to another.</summary>
public sealed record ProductName(ProductId ProductId, string Name);
