using EventSourcedCrm.Domain.Shared;
using static EventSourcedCrm.Domain.Products.ProductCommand;
using static EventSourcedCrm.Domain.Shared.Decision;

namespace EventSourcedCrm.Domain.Products;

/// <summary>Decides what may happen to the record of something the organisation sells.</summary>
public abstract record Product : IDecider<Product, ProductCommand, ProductFact>
{
    private Product() { }

    private sealed record Unknown : Product;

    private sealed record Listed(string Name, string? Series, Money? Price) : Product;

    public static string Category => "product";

    public static Product Initial { get; } = new Unknown();

    public static Decision<ProductFact> Decide(ProductCommand command, Product product) => (command, product) switch
    {
        (Register { ListPrice: { } price }, _) when price.Check() is { } flaw => flaw,
        (Reprice { ListPrice: { } price }, _) when price.Check() is { } flaw => flaw,

        (Register c, Unknown) => [new ProductRegistered(c.Name, c.Series, c.ListPrice)],
        (Register c, Listed p) when p == new Listed(c.Name, c.Series, c.ListPrice) => [],
        (Rename c, Listed p) => c.Name == p.Name ? [] : [new ProductRenamed(c.Name)],
        (ChangeSeries c, Listed p) => c.Series == p.Series ? [] : [new ProductSeriesChanged(c.Series)],
        (Reprice c, Listed p) => c.ListPrice == p.Price ? [] : [new ProductRepriced(c.ListPrice)],
        (_, Unknown) => Refuse("no-such-product", "There is no such product."),
        _ => Refuse("product-already-registered", "This product has already been registered."),
    };

    public static Product Evolve(Product product, ProductFact fact) => (fact, product) switch
    {
        (ProductRegistered f, _) => new Listed(f.Name, f.Series, f.ListPrice),
        (ProductRenamed f, Listed p) => p with { Name = f.Name },
        (ProductSeriesChanged f, Listed p) => p with { Series = f.Series },
        (ProductRepriced f, Listed p) => p with { Price = f.ListPrice },
        _ => product,
    };
}
