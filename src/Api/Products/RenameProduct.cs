using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Products;
using MediatR;

namespace EventSourcedCrm.Api.Products;

/// <summary>POST /api/products/{id}/rename — gives the product another name.</summary>
public sealed record RenameProduct(string Name) : CommandRequest
{
    public sealed class Handler(ProductCommands products) : IRequestHandler<RenameProduct, CommandOutcome>
    {
        public Task<CommandOutcome> Handle(RenameProduct request, CancellationToken ct) =>
            products.Execute(request, new ProductCommand.Rename(request.Name), ct);
    }
}
