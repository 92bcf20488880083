using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Products;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>POST /api/products — makes known something the organisation sells.</summary>
public sealed record RegisterProduct(string Name, string? Series = null, [Amount] decimal? ListPrice = null, string? Currency = null) : CreateRequest
{
    public sealed class Handler(ProductCommands products, Organisation organisation) : IRequestHandler<RegisterProduct, CommandOutcome>
    {
        public async Task<CommandOutcome> Handle(RegisterProduct request, CancellationToken ct)
        {
            var price = await organisation.Money(request.ListPrice, request.Currency, ct);
            return await products.Execute(request, new ProductCommand.Register(request.Name, request.Series, price), ct);
        }
    }
}
