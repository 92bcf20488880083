using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Deals;

/// <summary>What can happen to a deal with a customer, as stored for ever in stream <c>deal-{id}</c>.</summary>
public abstract record DealFact : IFact;

/// <summary>A sale is in the making. Of unknown date: its instant is a stand-in, because the source had none.</summary>
[Stored("deal-opened-v1")]
public sealed record DealOpened(DealTerms Terms, PipelineId Pipeline, string Stage, UserId? Responsible, bool OfUnknownDate) : DealFact;

[Stored("deal-moved-to-stage-v1")]
public sealed record DealMovedToStage(string Stage) : DealFact;

[Stored("deal-revalued-v1")]
public sealed record DealRevalued(Money ExpectedAmount) : DealFact;

/// <summary>Shipment and payment are expected on these dates; null: no date is expected any longer.</summary>
[Stored("deal-rescheduled-v1")]
public sealed record DealRescheduled(DateOnly? ShipmentOn, DateOnly? PaymentOn) : DealFact;

[Stored("deal-reassigned-v1")]
public sealed record DealReassigned(UserId Responsible) : DealFact;

[Stored("deal-won-v1")]
public sealed record DealWon(Money Amount) : DealFact;

/// <summary>The customer will not buy; the reason is unknown where only the fact was imported.</summary>
[Stored("deal-lost-v1")]
public sealed record DealLost(Personal? Reason) : DealFact;

[Stored("deal-reopened-v1")]
public sealed record DealReopened(Personal Reason) : DealFact;

/// <summary>From this instant on the deal counts with another amount, or as won at another instant, or both; null leaves as it was.</summary>
[Stored("deal-win-corrected-v1")]
public sealed record DealWinCorrected(Money? Amount, DateTimeOffset? WonAt, Personal Reason) : DealFact;

/// <summary>Goods worth the amount left; complete says that nothing more will.</summary>
[Stored("deal-shipped-v1")]
public sealed record DealShipped(Money Amount, bool Complete) : DealFact, ICommutes;

/// <summary>Money came in; complete says that nothing more is owed.</summary>
[Stored("deal-paid-v1")]
public sealed record DealPaid(Money Amount, bool Complete) : DealFact, ICommutes;
