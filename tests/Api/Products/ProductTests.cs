using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Products;

public sealed class ProductTests(RunningApi api) : AreaSpec(api, "/api/products")
{
    [Fact]
    public async Task A_product_is_renamed_moved_to_another_series_and_repriced()
    {
        var id = await Make(new { name = "Lamp", series = "L", listPrice = 9.9 }, UserRole.Manager);

        await Does(UserRole.Manager, id, "rename", new { name = "Big lamp" }, "product-renamed-v1");
        await Does(UserRole.Manager, id, "change-series", """{"series":null}""", "product-series-changed-v1");
        await Does(UserRole.Manager, id, "reprice", new { listPrice = 19.9, currency = "EUR" }, "product-repriced-v1");
        await Does(UserRole.Manager, id, "reprice", """{"listPrice":null}""", "product-repriced-v1");

        var shown = (await Read($"/{id}")).Json;
        shown["name"]!.GetValue<string>().ShouldBe("Big lamp");
        new[] { "series", "listPrice", "currency" }.ShouldAllBe(field => shown[field] == null);
    }

    [Fact]
    public async Task Bad_input_is_named_and_only_a_manager_may()
    {
        var id = await Make(new { name = "Lamp" }, UserRole.Manager);

        (await Post("/api/products", new { name = "Lamp", listPrice = -1 }, UserRole.Manager)).ShouldName("listPrice");
        (await Post("/api/products", new { name = "Lamp", listPrice = 1, currency = "USD" }, UserRole.Manager)).ShouldBeProblem(Conflict, "other-currency");
        (await Ask(id, "reprice", new { listPrice = 0.001 }, UserRole.Manager)).ShouldName("listPrice");
        (await Ask(id, "change-series", new { }, UserRole.Manager)).ShouldName("series");
        (await Ask(Nobody, "rename", new { name = "X" }, UserRole.Manager)).ShouldBeProblem(NotFound, "no-such-product");
        (await Post("/api/products", new { name = "Lamp" })).ShouldBeProblem(Forbidden, "role-needed");
    }

    [Fact]
    public async Task Products_are_listed_by_name_for_a_series()
    {
        var series = Guid.NewGuid().ToString();
        var b = await Make(new { name = "B", series }, UserRole.Manager);
        var a = await Make(new { name = "A", series }, UserRole.Manager);

        (await Ids($"series={series}", limit: 1)).ShouldBe([a, b]);
    }
}
