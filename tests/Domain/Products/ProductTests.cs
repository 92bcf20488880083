using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.Domain.Shared;
using EventSourcedCrm.Domain.Tests.Shared;
using static EventSourcedCrm.Domain.Products.ProductCommand;

namespace EventSourcedCrm.Domain.Tests.Products;

public sealed class ProductTests : DeciderSpec<Product, ProductCommand, ProductFact>
{
    private static readonly Money Price = new(4821, "EUR");
    private static readonly ProductFact Registered = new ProductRegistered("GTX Pro", "GTX", Price);

    [Fact]
    public void Every_command_has_its_answer_before_registration_and_after() => Table(
        """
        Register | product-registered | !product-already-registered
        Rename | !no-such-product | product-renamed
        ChangeSeries | !no-such-product | product-series-changed
        Reprice | !no-such-product | product-repriced
        """,
        [[], [Registered]],
        new Register("GTX Basic"), new Rename("GTX Pro 2"), new ChangeSeries(null), new Reprice(null));

    [Fact]
    public void Registering_or_changing_to_what_is_so_changes_nothing()
    {
        Given(Registered).When(new Register("GTX Pro", "GTX", Price)).ThenNothing();
        Given(Registered).When(new Rename("GTX Pro")).ThenNothing();
        Given(Registered).When(new ChangeSeries("GTX")).ThenNothing();
        Given(Registered).When(new Reprice(Price)).ThenNothing();
    }

    [Fact]
    public void A_price_is_never_negative_and_has_at_most_two_decimals()
    {
        Given().When(new Register("GTX Pro", ListPrice: new Money(-1, "EUR"))).ThenRefused("amount-negative");
        Given(Registered).When(new Reprice(new Money(0.001m, "EUR"))).ThenRefused("amount-too-fine");
    }
}

public sealed class ProductProperties : DeciderProperties<Product, ProductCommand, ProductFact>
{
    protected override IReadOnlyList<ProductCommand> Samples { get; } =
    [
        new Register("GTX Pro", "GTX", new Money(4821, "EUR")),
        new Rename("GTX Pro 2"),
        new ChangeSeries("GTX 2"),
        new ChangeSeries(null),
        new Reprice(new Money(0, "EUR")),
        new Reprice(new Money(-1, "EUR")),
        new Reprice(null),
    ];
}
