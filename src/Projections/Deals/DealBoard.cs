using EventSourcedCrm.Domain.Deals;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.EventLog;
using EventSourcedCrm.Projections.Engine;
using EventSourcedCrm.Projections.Engine.Tables;
using EventSourcedCrm.Projections.Shared;

namespace EventSourcedCrm.Projections.Deals;

/// <summary>Every deal in the stage of its pipeline, what is expected of it, and what was shipped and paid.</summary>
public sealed class DealBoard() : Projection("deal_board", version: 1)
{
    private readonly Names<CustomerId> _customers = NamesOf.Customers("deal_board");
    private readonly Names<UserId> _users = NamesOf.Users("deal_board");
    private readonly Names<ProductId> _products = NamesOf.Products("deal_board");
    private readonly Table<DealRow> _deals = new(
        "deal", row => row.DealId,
        "opened_at, deal_id", "state, opened_at, deal_id", "responsible_id, opened_at, deal_id", "customer_id, opened_at, deal_id",
        "pipeline_id, stage, opened_at, deal_id");

    protected override IEnumerable<Type> Handles => [typeof(DealFact)];

    protected override void Apply(Recorded happened)
    {
        _customers.Apply(happened);
        _users.Apply(happened);
        _products.Apply(happened);
        if (happened is not { Fact: DealFact fact, Customer: { } customer }) return;
        var deal = happened.Id<DealId>();
        if (fact is DealOpened opened) _deals.Put(DealRow.Opened(deal, customer, opened, happened), isNew: happened.Revision == 0);
        else _deals.Update(deal, row => row.After(fact, happened.HappenedAt) with { Revision = happened.Revision });
    }
}

/// <summary>Whether a deal is in the making, made or lost.</summary>
public enum DealState { Open, Won, Lost }

/// <summary>A deal as the board shows it. The amount is what it was won for, the others are in the same currency.</summary>
public sealed record DealRow(
    DealId DealId,
    CustomerId CustomerId,
    string Title,
    PipelineId PipelineId,
    string Stage,
    DateTimeOffset StageSince,
    DealState State,
    ProductId? ProductId,
    decimal? Quantity,
    decimal? ExpectedAmount,
    decimal? Amount,
    string? Currency,
    UserId? ResponsibleId,
    DateTimeOffset OpenedAt,
    bool OfUnknownDate,
    DateTimeOffset? ClosedAt,
    DateOnly? ShipmentOn,
    DateOnly? PaymentOn,
    decimal ShippedAmount,
    bool ShippedComplete,
    decimal PaidAmount,
    bool PaidComplete,
    Personal? LostReason,
    long Revision)
{
    internal static DealRow Opened(DealId deal, CustomerId customer, DealOpened fact, Recorded happened) => new(
        deal, customer, fact.Terms.Title, fact.Pipeline, fact.Stage, happened.HappenedAt, DealState.Open, fact.Terms.Product, fact.Terms.Quantity,
        fact.Terms.ExpectedAmount?.Amount, null, fact.Terms.ExpectedAmount?.Currency, fact.Responsible, happened.HappenedAt, fact.OfUnknownDate,
        null, fact.Terms.ShipmentOn, fact.Terms.PaymentOn, 0, false, 0, false, null, happened.Revision);

    internal DealRow After(DealFact fact, DateTimeOffset at) => fact switch
    {
        DealMovedToStage f => this with { Stage = f.Stage, StageSince = at },
        DealRevalued f => this with { ExpectedAmount = f.ExpectedAmount.Amount, Currency = f.ExpectedAmount.Currency },
        DealRescheduled f => this with { ShipmentOn = f.ShipmentOn, PaymentOn = f.PaymentOn },
        DealReassigned f => this with { ResponsibleId = f.Responsible },
        DealWon f => this with { State = DealState.Won, Amount = f.Amount.Amount, Currency = f.Amount.Currency, ClosedAt = at },
        DealWinCorrected f => this with { Amount = f.Amount?.Amount ?? Amount, ClosedAt = f.WonAt ?? ClosedAt },
        DealLost f => this with { State = DealState.Lost, LostReason = f.Reason, ClosedAt = at },
        DealReopened => this with { State = DealState.Open, Amount = null, LostReason = null, ClosedAt = null },
        DealShipped f => this with
        {
            ShippedAmount = ShippedAmount + f.Amount.Amount,
            ShippedComplete = ShippedComplete || f.Complete,
            Currency = f.Amount.Currency,
        },
        DealPaid f => this with
        {
            PaidAmount = PaidAmount + f.Amount.Amount,
            PaidComplete = PaidComplete || f.Complete,
            Currency = f.Amount.Currency,
        },
        _ => this,
    };
}
