global using ProductCommands = EventSourcedCrm.Api.Shared.Commands<
    EventSourcedCrm.Domain.Products.Product,
    EventSourcedCrm.Domain.Products.ProductCommand,
    EventSourcedCrm.Domain.Products.ProductFact>;
using EventSourcedCrm.Api.Shared;
using EventSourcedCrm.Domain.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventSourcedCrm.Api.Products;

/// <summary>The routes of products.</summary>
public static class ProductEndpoints
{
    public static void MapProducts(this IEndpointRouteBuilder app)
    {
        var products = app.MapGroup("/api/products").WithTags("Products");

        products.MapQuery<ListProducts, Page<ListProducts.Row>>("");
        products.MapQuery<GetProduct, ListProducts.Row?>("/{id}");

        products.MapCommand<RegisterProduct>("", UserRole.Manager);
        products.MapCommand<RenameProduct>("/{id}/rename", UserRole.Manager);
        products.MapCommand<ChangeProductSeries>("/{id}/change-series", UserRole.Manager);
        products.MapCommand<RepriceProduct>("/{id}/reprice", UserRole.Manager);
    }
}
