using System.Text.Json.Nodes;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

public sealed class OpenPagesTests(RunningApi api) : ApiSpec(api)
{
    [Fact]
    public async Task The_description_names_every_field_header_and_role_without_a_token()
    {
        var description = await Get("/openapi/v1.json", null);

        description.Status.ShouldBe(OK, description.Text);
        var register = description.Json["paths"]!["/api/customers"]!["post"]!;
        Names(register).ShouldBe(["dryRun", "Idempotency-Key", "If-Match", "X-Correlation-Id", "X-Seen"]);
        register["security"]![0]!["bearer"].ShouldNotBeNull();
        Names(description.Json["paths"]!["/api/customers"]!["get"]!).ShouldBe(["manager", "kind", "role", "archived", "text", "limit", "cursor", "X-Read-After"], ignoreOrder: true);
        Names(description.Json["paths"]!["/api/customers/{id}/archive"]!["post"]!).ShouldContain("id");
        var fields = description.Json["components"]!["schemas"]!["RegisterCustomer"]!["properties"]!.AsObject().Select(field => field.Key);
        fields.ShouldBe(["kind", "name", "roles", "phones", "emails", "address", "source", "attributes", "manager", "id", "happenedAt", "actor"], ignoreOrder: true);
    }

    [Fact]
    public async Task There_is_a_page_to_try_it_without_a_token()
    {
        var page = await Get("/docs/index.html", null);

        page.Status.ShouldBe(OK);
        page.Text.ShouldContain("swagger-ui");
    }

    [Fact]
    public async Task The_process_is_live_and_ready_or_says_why_not()
    {
        (await Get("/health/live", null)).Status.ShouldBe(OK);
        (await Get("/health/ready", null)).Status.ShouldBe(OK);
        Api.NotReady = ["customer_directory is not built yet."];
        try
        {
            (await Get("/health/ready", null)).ShouldBeProblem(ServiceUnavailable, "not-ready");
        }
        finally
        {
            Api.NotReady = [];
        }
    }

    private static IEnumerable<string> Names(JsonNode operation) => operation["parameters"]!.AsArray().Select(parameter => parameter!["name"]!.GetValue<string>());
}
