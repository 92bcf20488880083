using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Products;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>POST /api/products/{id}/change-series — moves the product to another series; null: to none.</summary>
public sealed record ChangeProductSeries(string? Series) : CommandRequest
{
    public sealed class Handler(ProductCommands products) : IRequestHandler<ChangeProductSeries, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(ChangeProductSeries request, CancellationToken ct) =>
            products.Execute(request, new ProductCommand.ChangeSeries(request.Series), ct);
    }
}
