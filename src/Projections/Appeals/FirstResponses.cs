using EventSourcedCrm.Domain.Appeals;
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

/// <summary>How soon appeals got their first response, and whether their customers bought afterwards.</summary>
public sealed class FirstResponses : Projection
{
    private readonly FirstResponseDefinition _definition;
    private readonly CustomersOverTime _customers = new("first_response_customer");
    private readonly UsersOverTime _users = new("first_response_user");
    private readonly History<ProductName> _products = new("first_response_product", row => row.ProductId);
    private readonly Purchases _purchases;
    private readonly Derived<CaseEventRow, (CaseEventRow Registered, FirstResponse? Case)> _cases;

    public FirstResponses(FirstResponseDefinition definition, StageDefinition purchase) : base("first_response", version: 2)
    {
        _definition = definition;
        _purchases = new("first_response_purchase", purchase);
        _cases = new("case_event", row => row.AppealId, row => row.Revision, Compute);
        _cases
            .Into<CaseRow>("response_case", row => row.AppealId, row => row.StartedAt, result => result.Case is { } found ? [CaseRow.Of(result.Registered, found)] : [], "started_at, appeal_id")
            .Into<ResponseRow>("response", row => row.AppealId, row => row.ValidFrom, result => result.Case?.Responses.Select(response => ResponseRow.Of(result.Registered.AppealId, response)) ?? []);
    }

    protected override void Apply(Recorded happened)
    {
        _users.Apply(happened);
        _customers.Apply(happened);
        _purchases.Apply(happened);
        if (happened.Stream.Id is not { } id) return;
        if (happened.Fact is ProductRegistered product) _products.Set(new(new(id), product.Name), happened.HappenedAt);
        if (happened.Fact is ProductRenamed renamed) _products.Set(new(new(id), renamed.Name), happened.HappenedAt);
        if (CaseEventRow.Of(happened) is { } row) _cases.Put(row);
    }

    private (CaseEventRow, FirstResponse?) Compute(IReadOnlyList<CaseEventRow> rows) =>
        (rows.FirstOrDefault(row => row.Kind == CaseEventKind.Registered) ?? rows[0], FirstResponse.Of(rows.Select(row => row.ToEvent()), _definition));
}

/// <summary>A product's name from one instant to another.</summary>
public sealed record ProductName(ProductId ProductId, string Name);

/// <summary>An appeal as a case: its start, and who had it then.</summary>
public sealed record CaseRow(
    AppealId AppealId, DateTimeOffset StartedAt, CustomerId? CustomerId, AppealChannel? Channel, string? Kind, ProductId? ProductId,
    DateTimeOffset? AssignedAt, UserId? ResponsibleAtStart)
{
    internal static CaseRow Of(CaseEventRow registered, FirstResponse found) => new(
        registered.AppealId, found.StartedAt, registered.CustomerId, registered.Channel, registered.AppealKind, registered.ProductId,
        found.AssignedAt, found.ResponsibleAtStart);
}

/// <summary>The response that was the first one of its case over <c>[valid_from, valid_to)</c>.</summary>
public sealed record ResponseRow(
    AppealId AppealId, DateTimeOffset ValidFrom, DateTimeOffset? ValidTo, DateTimeOffset RespondedAt, UserId ResponderId, UserId? ResponsibleId)
{
    internal static ResponseRow Of(AppealId appeal, ResponseInForce response) =>
        new(appeal, response.ValidFrom, response.ValidTo, response.At, response.Responder, response.Responsible);
}
