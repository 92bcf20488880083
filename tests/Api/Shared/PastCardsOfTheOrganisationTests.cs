using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

/// <summary>Cards, as of an instant and as known at one, of what concerns no customer.</summary>
public sealed class PastCardsOfTheOrganisationTests(RunningApi api) : AreaSpec(api, "/api")
{
    [Theory]
    [InlineData("user", """{"name":"Ann","role":"operator"}""", "rename", """{"name":"Anna"}""")]
    [InlineData("group", """{"name":"Service"}""", "rename", """{"name":"Help"}""")]
    [InlineData("product", """{"name":"Lamp","listPrice":10}""", "reprice", """{"listPrice":12}""")]
    [InlineData("pipeline", """{"name":"Sales","stages":["new"]}""", "change-stages", """{"stages":["old"]}""")]
    [InlineData("calendar", """{"name":"Office","zone":"Europe/Prague","week":{"monday":[{"from":"09:00","to":"17:00"}]}}""", "change", """{"name":"Office","zone":"Europe/Prague","week":{"tuesday":[{"from":"09:00","to":"17:00"}]}}""")]
    [InlineData("token", """{"user":"00000001-0000-0000-0000-000000000000","label":"past"}""", "revoke", "{}")]
    public async Task What_the_organisation_keeps_has_cards_of_the_past_too(string category, string body, string verb, string change)
    {
        var id = await Make(body, UserRole.Admin, $"/api/{category}s");
        var then = (await Read($"/{category}s/{id}", UserRole.Admin)).Json;
        var known = await Api.Log.ReadStream(new($"{category}-{id}"), 0, default).LastAsync();
        Written(await Post($"/api/{category}s/{id}/{verb}", change, UserRole.Admin)).Status.ShouldBe(OK);

        var card = (await Read($"/{category}s/{id}?knownAt={known.Position}", UserRole.Admin)).Json;
        card.Remove("stamp").ShouldBeTrue();
        card.ToJsonString().ShouldBe(then.ToJsonString());
        (await Read($"/{category}s/{id}", UserRole.Admin)).Json.ToJsonString().ShouldNotBe(then.ToJsonString());
    }

    [Fact]
    public async Task The_organisation_is_what_it_was()
    {
        var established = await FirstFact("organisation");
        (await Read($"/organisation?knownAt={established.Position}")).Json["name"]!.GetValue<string>().ShouldBe("The organisation");
        (await Get("/api/organisation?asOf=1969-12-31")).ShouldBeProblem(NotFound, "not-found-then");
    }
}
