using System.Net.Http.Headers;
using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api.Tokens;

public sealed class TokenTests(RunningApi api) : AreaSpec(api, "/api/tokens")
{
    [Fact]
    public async Task A_token_opens_the_door_from_its_issue_until_it_is_revoked()
    {
        var user = await Make(new { name = "Phone exchange", role = "operator" }, UserRole.Admin, "/api/users");
        var issued = Written(await Post("/api/tokens", new { user, label = "exchange" }, UserRole.Admin));
        var (id, secret) = (issued.Json["id"]!.GetValue<Guid>(), issued.Json["secret"]!.GetValue<string>());

        issued.Status.ShouldBe(Created);
        var shown = await Read($"/{id}", UserRole.Admin);
        new[] { "userName", "label" }.Select(field => shown.Json[field]!.GetValue<string>()).ShouldBe(["Phone exchange", "exchange"]);
        shown.Text.ShouldNotContain(secret);
        (await With(secret)).ShouldBe(OK);

        await Does(UserRole.Admin, id, "revoke", new { }, "token-revoked-v1");
        (await Read($"?user={user}", UserRole.Admin)).Json["rows"]![0]!["revoked"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_is_told_once_a_retry_tells_nothing_and_issues_no_second()
    {
        (string, string) key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { user = User(UserRole.Operator), label = "mine" };

        var first = await Post("/api/tokens", body, UserRole.Admin, key);
        var second = await Post("/api/tokens", body, UserRole.Admin, key);

        first.Json["secret"]!.GetValue<string>().Length.ShouldBeGreaterThan(40);
        second.Json.ShouldNotContainKey("secret");
        second.Json["id"]!.ToString().ShouldBe(first.Json["id"]!.ToString());
        (await Post("/api/tokens?dryRun=true", body, UserRole.Admin)).Json.ShouldNotContainKey("secret");
    }

    [Fact]
    public async Task Bad_input_is_named_and_only_an_admin_may()
    {
        (await Post("/api/tokens", new { user = Nobody, label = "x" }, UserRole.Admin)).ShouldName("user");
        (await Post("/api/tokens", new { user = User(UserRole.Admin) }, UserRole.Admin)).ShouldName("label");
        (await Ask(Nobody, "revoke", new { }, UserRole.Admin)).ShouldBeProblem(NotFound, "no-such-token");
        (await Post("/api/tokens", new { user = User(UserRole.Admin), label = "x" }, UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
        (await Get("/api/tokens", UserRole.Manager)).ShouldBeProblem(Forbidden, "role-needed");
    }

    private async Task<System.Net.HttpStatusCode> With(string secret)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", secret) } };
        using var response = await http.GetAsync(new Uri(Api.Address, "/api/products"));
        return response.StatusCode;
    }
}
