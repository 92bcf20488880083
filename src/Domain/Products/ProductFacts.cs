using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Products;

/// <summary>What can happen to a product, as stored for ever in stream <c>product-{id}</c>.</summary>
public abstract record ProductFact : IFact;

[Stored("product-registered-v1")]
public sealed record ProductRegistered(string Name, string? Series, Money? ListPrice) : ProductFact;

[Stored("product-renamed-v1")]
public sealed record ProductRenamed(string Name) : ProductFact;

/// <summary>The product now belongs to another series, or to none.</summary>
[Stored("product-series-changed-v1")]
public sealed record ProductSeriesChanged(string? Series) : ProductFact;

/// <summary>The product has another list price, or none any longer.</summary>
[Stored("product-repriced-v1")]
public sealed record ProductRepriced(Money? ListPrice) : ProductFact;
