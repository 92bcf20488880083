using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Organisations;

/// <summary>An API of its own, over a log in which the organisation is not established yet.</summary>
public sealed class NewApi : RunningApi
{
    protected override Task Prepare() => Task.CompletedTask;
}

public sealed class OrganisationTests(NewApi api) : AreaSpec(api, "/api/organisation"), IClassFixture<NewApi>
{
    [Fact]
    public async Task The_organisation_is_established_once_with_its_currency_for_good()
    {
        (await Post("/api/products", new { name = "Lamp", listPrice = 1 }, UserRole.Manager)).ShouldBeProblem(Conflict, "organisation-not-established");
        (await Get("/api/organisation")).ShouldBeProblem(NotFound, "not-found");
        (await Post("/api/organisation/rename", new { name = "Acme" }, UserRole.Admin)).ShouldBeProblem(Conflict, "no-organisation");
        (await Post("/api/organisation", new { name = "Acme", zone = "Etc/UTC", currency = "Euro" }, UserRole.Admin)).ShouldBeProblem(Conflict, "no-such-currency");

        var answer = await Post("/api/organisation", new { name = "Acme", zone = "Etc/UTC", currency = "CZK" }, UserRole.Admin);

        Written(answer).Status.ShouldBe(Created, answer.Text);
        answer.Headers.Location!.OriginalString.ShouldBe("/api/organisation");
        (await Read("")).Json["currency"]!.GetValue<string>().ShouldBe("CZK");
        (await Post("/api/products", new { name = "Lamp", listPrice = 1 }, UserRole.Manager)).Status.ShouldBe(Created);
        (await Post("/api/organisation", new { name = "Acme", zone = "Etc/UTC", currency = "EUR" }, UserRole.Admin)).ShouldBeProblem(Conflict, "organisation-already-established");
        await Changes("rename", new { name = "Acme Ltd" }, "organisation-renamed-v1");
        await Changes("change-zone", new { zone = "Europe/Prague" }, "organisation-zone-changed-v1");
        new[] { "name", "zone" }.Select(field => Read("").Result.Json[field]!.GetValue<string>()).ShouldBe(["Acme Ltd", "Europe/Prague"]);
    }

    [Fact]
    public async Task Bad_input_is_answered_and_only_an_admin_may()
    {
        (await Post("/api/organisation", new { name = "Acme" }, UserRole.Admin)).ShouldName("zone", "currency");
        (await Post("/api/organisation/change-zone", new { zone = "Moon/Base" }, UserRole.Admin)).ShouldBeProblem(Conflict, "no-such-zone");
        (await Post("/api/organisation/rename", new { name = "Mine" }, UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
    }

    private async Task Changes(string verb, object body, string fact)
    {
        var answer = Written(await Post($"/api/organisation/{verb}", body, UserRole.Admin));
        answer.Json["facts"]!.AsArray().Select(type => type!.GetValue<string>()).ShouldBe([fact]);
    }
}
