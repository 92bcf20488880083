using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Deals;

/// <summary>What a deal is about when it is opened, and what is expected of it.</summary>
public sealed record DealTerms(
    string Title,
    Money? ExpectedAmount = null,
    ProductId? Product = null,
    decimal? Quantity = null,
    DateOnly? ShipmentOn = null,
    DateOnly? PaymentOn = null);
