using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Deals;

/// <summary>What can be asked of a deal. Where a stage is named, the stages its pipeline has at that moment are given along.</summary>
public abstract record DealCommand
{
    /// <summary>Without a stage the deal begins in the first of its pipeline.</summary>
    public sealed record Open(
        DealTerms Terms,
        PipelineId Pipeline,
        IReadOnlyList<string> Stages,
        string? Stage = null,
        UserId? Responsible = null,
        bool OfUnknownDate = false) : DealCommand;

    public sealed record MoveToStage(string Stage, IReadOnlyList<string> Stages) : DealCommand;

    public sealed record Revalue(Money ExpectedAmount) : DealCommand;

    public sealed record Reschedule(DateOnly? ShipmentOn, DateOnly? PaymentOn) : DealCommand;

    public sealed record Reassign(UserId Responsible) : DealCommand;

    public sealed record Win(Money Amount) : DealCommand;

    public sealed record Lose(Personal? Reason) : DealCommand;

    public sealed record Reopen(Personal Reason) : DealCommand;

    /// <summary>What is null was right.</summary>
    public sealed record CorrectWin(Money? Amount, DateTimeOffset? WonAt, Personal Reason) : DealCommand;

    public sealed record RecordShipment(Money Amount, bool Complete) : DealCommand;

    public sealed record RecordPayment(Money Amount, bool Complete) : DealCommand;
}
