using EventSourcedCrm.Domain.Shared;

namespace EventSourcedCrm.Domain.Products;

/// <summary>What can be asked of a product's record.</summary>
public abstract record ProductCommand
{
    public sealed record Register(string Name, string? Series = null, Money? ListPrice = null) : ProductCommand;

    public sealed record Rename(string Name) : ProductCommand;

    public sealed record ChangeSeries(string? Series) : ProductCommand;

    public sealed record Reprice(Money? ListPrice) : ProductCommand;
}
