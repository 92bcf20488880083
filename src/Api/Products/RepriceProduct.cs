using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Products;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>POST /api/products/{id}/reprice — sets another list price; null: none any longer.</summary>
public sealed record RepriceProduct([Amount] decimal? ListPrice, string? Currency = null) : CommandRequest
{
    public sealed class Handler(ProductCommands products, Organisation organisation) : IRequestHandler<RepriceProduct, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RepriceProduct request, CancellationToken ct)
        {
            var price = await organisation.Money(request.ListPrice, request.Currency, ct);
            return await products.Execute(request, new ProductCommand.Reprice(price), ct);
        }
    }
}
