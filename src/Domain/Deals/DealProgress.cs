using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Deals;

/// <summary>How far a deal has come and what is expected of it, whether it is open, won or lost.</summary>
internal sealed record DealProgress(
    PipelineId Pipeline,
    string Stage,
    UserId? Responsible,
    Money? ExpectedAmount,
    DateOnly? ShipmentOn,
    DateOnly? PaymentOn,
    bool FullyShipped = false,
    bool FullyPaid = false)
{
    public DealProgress After(DealFact fact) => fact switch
    {
        DealMovedToStage f => this with { Stage = f.Stage },
        DealRevalued f => this with { ExpectedAmount = f.ExpectedAmount },
        DealRescheduled f => this with { ShipmentOn = f.ShipmentOn, PaymentOn = f.PaymentOn },
        DealReassigned f => this with { Responsible = f.Responsible },
        DealShipped f => this with { FullyShipped = FullyShipped || f.Complete },
        DealPaid f => this with { FullyPaid = FullyPaid || f.Complete },
        _ => this,
    };
}
