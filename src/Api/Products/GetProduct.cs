using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Products;
using EventSourcedCrm.EventLog;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>GET /api/products/{id} — something the organisation sells.</summary>
public sealed record GetProduct(Guid Id) : CardRequest<ListProducts.Row>
{
    private const string Sql = """
        select product_id as id, name, series, list_price, currency, revision
        from product
        where product_id = @Id
        """;

    public sealed class Handler(Cards cards) : IRequestHandler<GetProduct, ListProducts.Row?>
    {
        public Task<ListProducts.Row?> Handle(GetProduct request, CancellationToken ct) =>
            cards.Find("registries", Sql, _ => new { request.Id }, request, StreamName.Of(Product.Category, request.Id), ct);
    }
}
