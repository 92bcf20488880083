using EventSourcedCrm.Domain.Users;
using static System.Net.HttpStatusCode;

namespace EventSourcedCrm.Tests.Api;

public sealed class AccessTests(RunningApi api) : ApiSpec(api)
{
    private static readonly object Acme = new { kind = "company", name = "Acme" };

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer nobody")]
    [InlineData("Bearer revoked-token-of-admin")]
    [InlineData("Basic dG9rZW4tb2YtYWRtaW4=")]
    public async Task Without_a_valid_token_nothing_is_answered(string? authorization)
    {
        var answer = await Post("/api/customers", Acme, null, authorization is null ? [] : [("Authorization", authorization)]);

        answer.ShouldBeProblem(Unauthorized, "token-needed");
        answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
    }

    [Theory]
    [InlineData(UserRole.Operator)]
    [InlineData(UserRole.Manager)]
    [InlineData(UserRole.Admin)]
    public async Task Everyone_who_works_here_may_register_a_customer(UserRole role) =>
        (await Post("/api/customers", Acme, role)).Status.ShouldBe(Created);

    [Fact]
    public async Task An_auditor_changes_nothing() =>
        (await Post("/api/customers", Acme, UserRole.Auditor)).ShouldBeProblem(Forbidden, "role-needed");

    [Fact]
    public async Task An_operator_overrides_no_stage_and_is_told_the_role()
    {
        var id = await Customer();

        var answer = await Post($"/api/customers/{id}/override-stage", new { stage = "lost", reason = "moved away" });

        answer.ShouldBeProblem(Forbidden, "role-needed");
        answer.Json["detail"]!.GetValue<string>().ShouldContain("manager");
        (await Post($"/api/customers/{id}/override-stage", new { stage = "lost", reason = "moved away" }, UserRole.Manager)).Status.ShouldBe(OK);
    }

    [Fact]
    public async Task Only_a_manager_records_what_another_person_did()
    {
        var body = new { kind = "company", name = "Acme", actor = new { kind = "person", id = RunningApi.User(UserRole.Admin).Value } };

        (await Post("/api/customers", body)).ShouldBeProblem(Forbidden, "role-needed");
        (await Post("/api/customers", body, UserRole.Manager)).Status.ShouldBe(Created);
    }
}
