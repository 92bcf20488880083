using EventSourcedCrm.Api.Shared;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>GET /api/products — what the organisation sells, by name.</summary>
public sealed record ListProducts(string? Series = null) : PagedRequest<ListProducts.Row>
{
    public sealed record Row(Guid Id, string Name, string? Series, decimal? ListPrice, string? Currency, long Revision) : RecordCard, ICard;

    private sealed record Key(string Name, Guid Id);

    private const string Sql = """
        select product_id as id, name, series, list_price, currency, revision
        from product
        where (@Series::text is null or series = @Series)
          and (@LastId::uuid is null or (name, product_id) > (@LastName, @LastId))
        order by name, product_id
        limit @Limit + 1
        """;

    public sealed class Handler(ReadModels models) : IRequestHandler<ListProducts, Page<Row>>
    {
        public async Task<Page<Row>> Handle(ListProducts request, CancellationToken ct)
        {
            var cursor = Cursor<Key>.Read(request.Cursor, request.Filters);
            await using var snapshot = await models.Open("registries", request.Context.ReadAfter, ct, cursor?.Build);
            var rows = await snapshot.Query<Row>(Sql, new { request.Series, LastName = cursor?.Last.Name, LastId = cursor?.Last.Id, request.Limit }, ct);
            return Page.Of(request, cursor, snapshot, rows, row => new Key(row.Name, row.Id));
        }
    }
}
