using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>GET /api/products/{id} — something the organisation sells.</summary>
public sealed record GetProduct(Guid Id) : QueryRequest<ListProducts.Row?>
{
    private const string Sql = """
        select product_id as id, name, series, list_price, currency, revision
        from product
        where product_id = @Id
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<GetProduct, ListProducts.Row?>
    {
        public async Task<ListProducts.Row?> Handle(GetProduct request, CancellationToken ct)
        {
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct);
            return await snapshot.Find<ListProducts.Row>(Sql, new { request.Id }, ct);
        }
    }
}
